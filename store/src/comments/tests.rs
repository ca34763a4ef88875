use domain::{Comment, CommentChange, Contact, EventKind};

use crate::fixtures::{batch, change, comment, contact, creation, event};
use crate::{CommentHead, CommentPage, Store};

/// A contact with these comments, added by the events from 2 on.
async fn with_comments(store: &Store, comments: &[&Comment]) -> Contact {
    let mut anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();
    for comment in comments {
        let comment = Comment::clone(comment);
        store.commit(change(&mut anna, EventKind::CommentAdded { comment })).await.unwrap();
    }
    anna
}

fn changed(comment: &Comment, comment_seq: u64) -> EventKind {
    let change = CommentChange::Edit { text: comment.text.clone() };
    EventKind::CommentChanged { comment: comment.clone(), change, comment_seq }
}

#[tokio::test]
async fn comments_are_read_from_the_newest_back_and_know_where_they_stand() {
    let store = Store::in_memory().await;
    let opening = comment("Erster", None);
    let reply = comment("Zweiter", Some(opening.id));
    let other = comment("Dritter", None);
    let anna = with_comments(&store, &[&opening, &reply, &other]).await;
    with_comments(&store, &[&comment("anderswo", None)]).await;

    let all = [(2, opening.clone()), (3, reply.clone()), (4, other.clone())];
    let page = |items: &[(u64, Comment)], before| CommentPage { items: items.to_vec(), before };
    let read = async |before, limit, bytes| store.comments(anna.id, before, limit, bytes).await.unwrap();
    assert_eq!(read(None, 10, 1000).await, page(&all, None));
    assert_eq!(read(None, 3, 1000).await, page(&all, None), "nothing older is left");
    assert_eq!(read(None, 2, 1000).await, page(&all[1..], Some(3)));
    assert_eq!(read(Some(3), 2, 1000).await, page(&all[..1], None));
    assert_eq!(read(None, 10, 14).await, page(&all[1..], Some(3)), "of 7 bytes each, 14 hold two");
    assert_eq!(read(None, 10, 13).await, page(&all[2..], Some(4)));
    assert_eq!(read(None, 10, 0).await, page(&all[2..], Some(4)), "one fits always");
    assert_eq!(read(Some(2), 10, 1000).await, page(&[], None));

    assert_eq!(store.comment(anna.id, 3).await.unwrap(), Some(reply.clone()));
    assert_eq!(store.comment(anna.id, 1).await.unwrap(), None);
    let head =
        |seq, comment: &Comment, thread| CommentHead { id: comment.id, seq, thread, by: comment.by, is_pinned: false };
    let heads = [head(2, &opening, opening.id), head(3, &reply, opening.id), head(4, &other, other.id)];
    assert_eq!(store.comment_heads(anna.id).await.unwrap(), heads);
}

#[tokio::test]
async fn a_page_of_more_than_one_reading_has_no_gap() {
    let store = Store::in_memory().await;
    let comments: Vec<_> = (0..250).map(|number| comment(&number.to_string(), None)).collect();
    let mut anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();
    let mut events = Vec::new();
    for (seq, comment) in (2..).zip(&comments) {
        events.push(event(seq, EventKind::CommentAdded { comment: comment.clone() }));
        anna.apply(&events[events.len() - 1]);
    }
    let mut all = batch(&anna, []);
    all.events = events;
    store.commit(all).await.unwrap();
    let page = store.comments(anna.id, Some(250), 230, usize::MAX).await.unwrap();
    assert!(page.items.iter().map(|(seq, _)| *seq).eq(20..250));
    assert!(page.items.iter().map(|(_, comment)| comment).eq(&comments[18..248]));
    assert_eq!(page.before, Some(20));
}

#[tokio::test]
async fn a_changed_comment_is_rewritten_where_it_stands() {
    let store = Store::in_memory().await;
    let (first, second) = (comment("Erster", None), comment("Zweiter", None));
    let mut anna = with_comments(&store, &[&first, &second]).await;
    let edited = Comment { text: "Erster!".to_owned(), ..first };
    store.commit(change(&mut anna, changed(&edited, 2))).await.unwrap();
    let items = store.comments(anna.id, None, 10, 1000).await.unwrap().items;
    assert_eq!(items, [(2, edited.clone()), (3, second)]);
    assert_eq!(store.events_since(anna.id, 3, 10).await.unwrap()[0].kind, changed(&edited, 2));
}

#[tokio::test]
async fn a_comment_that_one_batch_adds_and_changes_is_as_the_last_change_left_it() {
    let store = Store::in_memory().await;
    let old = comment("alt", None);
    let mut anna = with_comments(&store, &[&old]).await;
    let new = comment("neu", None);
    let as_text = |comment: &Comment, text: &str| Comment { text: text.to_owned(), ..comment.clone() };
    let events = [
        event(3, EventKind::CommentAdded { comment: new.clone() }),
        event(4, changed(&as_text(&new, "neu 1"), 3)),
        event(5, changed(&as_text(&old, "alt 1"), 2)),
        event(6, changed(&as_text(&new, "neu 2"), 3)),
        event(7, changed(&as_text(&old, "alt 2"), 2)),
    ];
    for event in &events {
        anna.apply(event);
    }
    store.commit(batch(&anna, events)).await.unwrap();
    let items = store.comments(anna.id, None, 10, 1000).await.unwrap().items;
    assert_eq!(items, [(2, as_text(&old, "alt 2")), (3, as_text(&new, "neu 2"))]);
}

#[tokio::test]
async fn a_change_of_a_comment_that_is_not_there_is_not_saved() {
    let store = Store::in_memory().await;
    let mut anna = with_comments(&store, &[]).await;
    assert!(store.commit(change(&mut anna, changed(&comment("nirgends", None), 1))).await.is_err());
    assert_eq!(store.contact(anna.id).await.unwrap().unwrap().version, 1);
}

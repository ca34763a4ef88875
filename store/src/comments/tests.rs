use domain::EventKind;

use crate::fixtures::{change, comment, contact, creation};
use crate::{CommentHead, Store};

#[tokio::test]
async fn the_newest_comments_come_oldest_first_and_know_their_thread() {
    let store = Store::in_memory().await;
    let mut anna = contact("Anna");
    store.commit(creation(&anna)).await.unwrap();
    let opening = comment("Erster", None);
    let reply = comment("Zweiter", Some(opening.id));
    let other = comment("Dritter", None);
    for comment in [&opening, &reply, &other] {
        store.commit(change(&mut anna, EventKind::CommentAdded { comment: comment.clone() })).await.unwrap();
    }

    assert_eq!(store.comments(anna.id, 10).await.unwrap(), [opening.clone(), reply.clone(), other.clone()]);
    assert_eq!(store.comments(anna.id, 2).await.unwrap(), [reply.clone(), other.clone()]);
    let heads = store.comment_threads(anna.id).await.unwrap();
    assert_eq!(
        heads,
        [
            CommentHead { id: opening.id, thread: opening.id, by: opening.by },
            CommentHead { id: reply.id, thread: opening.id, by: reply.by },
            CommentHead { id: other.id, thread: other.id, by: other.by },
        ]
    );
}

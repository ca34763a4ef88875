//! Takes a socket over from HTTP: routes by path, asks the gate, answers the handshake, and spawns the session as a task
//! of its own.

use std::future::poll_fn;
use std::net::Shutdown;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use actix::{Actor, Addr};
use actix_codec::Framed;
use actix_http::body::BodySize;
use actix_http::h1::{Codec, Message};
use actix_http::header::{self, HeaderValue};
use actix_http::{HttpMessage, Request, Response, StatusCode, ws};
use actix_web_actors::ws::WebsocketContext;
use actors::{Desk, Socket};
use bytes::Bytes;
use futures_util::{SinkExt, Stream};
use tokio::net::TcpStream;

use domain::{ContactId, SessionId};

use super::line::Line;
use super::live::{self, LiveSession};
use super::notes::{self, NotesSession};
use super::reads::Reads;
use super::relay::{Disconnect, Relay, Relays, Sockets};
use crate::auth::{Auth, Identity};
use crate::problem::Problem;

const SUBPROTOCOL: &str = "kontor.v1";
/// After a close frame the other side gets this long to read it before the connection goes.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 4 << 20;

/// What one worker needs to let sockets in.
pub(crate) struct Door {
    desk: Desk,
    auth: Auth,
    sockets: Sockets,
    relay: Addr<Relay>,
    worker: usize,
}

/// What a socket asks for.
#[derive(Clone, Copy)]
enum Wanted {
    Live,
    Notes { contact: ContactId, may_write: bool },
}

impl Door {
    /// Starts this worker's relay. Must be called on the worker's thread.
    pub(crate) fn open(desk: Desk, auth: Auth, relays: &Relays) -> Self {
        let sockets = Sockets::default();
        let relay = Relay::new(sockets.clone(), auth.clone(), desk.roster_changes()).start();
        let worker = relays.add(relay.clone());
        Self { desk, auth, sockets, relay, worker }
    }

    /// Handles one upgrade request. What is refused gets a plain answer, and the connection ends.
    pub(crate) async fn enter(&self, request: Request, mut framed: Framed<TcpStream, Codec>) {
        let (wanted, identity) = match self.check(&request).await {
            Ok(passed) => passed,
            Err(problem) => {
                refuse(&mut framed, &problem).await;
                return;
            }
        };
        let mut response = ws::handshake_response(request.head()).finish().drop_body();
        if offers_subprotocol(&request) {
            let name = HeaderValue::from_static(SUBPROTOCOL);
            response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, name);
        }
        if framed.send(Message::Item((response, BodySize::None))).await.is_err() {
            return;
        }
        let parts = framed.into_parts();
        self.spawn(wanted, &identity, parts.io, parts.read_buf.freeze());
        // The session may have ended before its socket could be found to be closed.
        if self.auth.holder(identity.token).await.is_err() {
            self.relay.do_send(Disconnect::Token(identity.token));
        }
    }

    async fn check(&self, request: &Request) -> Result<(Wanted, Identity), Problem> {
        let wanted = wanted(request)?;
        ws::verify_handshake(request.head())
            .map_err(|error| Problem::bad_request(&format!("this is no WebSocket handshake: {error}")))?;
        crate::auth::check_origin(request.headers())?;
        let client = self.auth.client(request.peer_addr(), request.headers());
        let identity = self.auth.identify(request.headers(), request.uri().query(), &client).await?;
        Ok((wanted, identity))
    }

    fn spawn(&self, wanted: Wanted, identity: &Identity, io: TcpStream, early: Bytes) {
        let line = Rc::new(Line::new(io));
        let session = SessionId::new();
        let socket = Socket {
            session,
            employee: identity.employee.id,
            relay: self.relay.clone().recipient(),
            worker: self.worker,
        };
        let sockets = self.sockets.clone();
        sockets.register(session, identity.employee.id, identity.token, line.clone());
        let reads = |largest| Reads::new(line.clone(), early, largest);
        let desk = self.desk.clone();
        match wanted {
            Wanted::Live => {
                let actor = LiveSession::new(desk, socket, line.clone());
                let codec = ws::Codec::new().max_size(live::FRAME_BYTES);
                let frames = WebsocketContext::with_codec(actor, reads(live::FRAME_BYTES), codec);
                actix_rt::spawn(run(line, Box::pin(frames), sockets, session));
            }
            Wanted::Notes { contact, may_write } => {
                let actor = NotesSession::new(desk, socket, line.clone(), contact, may_write);
                let codec = ws::Codec::new().max_size(notes::FRAME_BYTES);
                let frames = WebsocketContext::with_codec(actor, reads(notes::FRAME_BYTES), codec);
                actix_rt::spawn(run(line, Box::pin(frames), sockets, session));
            }
        }
    }
}

/// Drives one session until its line ends.
async fn run<S, E>(line: Rc<Line>, mut actor: Pin<Box<S>>, sockets: Sockets, session: SessionId)
where
    S: Stream<Item = Result<Bytes, E>>,
{
    let mut acting = true;
    poll_fn(|cx| {
        while acting {
            match actor.as_mut().poll_next(cx) {
                // Sessions write to the line themselves; this is what the actor's own context sends.
                Poll::Ready(Some(Ok(bytes))) => line.push(bytes),
                Poll::Ready(Some(Err(_)) | None) => acting = false,
                Poll::Pending => break,
            }
        }
        line.poll_write(cx)
    })
    .await;
    sockets.unregister(session);
    line.cut_reads();
    drop(actor);
    if !line.is_aborted() {
        linger(&line).await;
    }
}

/// Lets the other side read the close frame: closing with unread input would reset the connection under it.
async fn linger(line: &Line) {
    if socket2::SockRef::from(line.io()).shutdown(Shutdown::Write).is_err() {
        return;
    }
    let discard = async {
        let mut left = LINGER_BYTES;
        let mut scratch = [0; 4096];
        while left > 0 && line.io().readable().await.is_ok() {
            match line.io().try_read(&mut scratch) {
                Ok(0) => break,
                Ok(read) => left = left.saturating_sub(read),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => break,
            }
        }
    };
    // Whoever keeps sending past the deadline is cut off.
    let mut discard = pin!(discard);
    let _: Result<(), _> = tokio::time::timeout(LINGER, &mut discard).await;
}

fn wanted(request: &Request) -> Result<Wanted, Problem> {
    let path = request.uri().path();
    if path == "/live" {
        return Ok(Wanted::Live);
    }
    let contact = path.strip_prefix("/yjs/").and_then(|id| id.parse().ok()).ok_or_else(Problem::not_found)?;
    let read_only = request.uri().query().is_some_and(|query| query.split('&').any(|part| part == "mode=read"));
    Ok(Wanted::Notes { contact, may_write: !read_only })
}

fn offers_subprotocol(request: &Request) -> bool {
    request
        .headers()
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|name| name.trim() == SUBPROTOCOL)
}

async fn refuse(framed: &mut Framed<TcpStream, Codec>, problem: &Problem) {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
    let body = Bytes::from(problem.to_json());
    let mut response = Response::new(status).drop_body();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let head = Message::Item((response, BodySize::Sized(body.len() as u64)));
    let sent = async {
        framed.feed(head).await?;
        framed.feed(Message::Chunk(Some(body))).await?;
        framed.feed(Message::Chunk(None)).await?;
        // Closing flushes the connection, not what the codec still holds.
        framed.flush().await?;
        framed.close().await
    };
    if let Err(error) = sent.await {
        tracing::debug!(%error, "a refused handshake was not answered");
    }
}

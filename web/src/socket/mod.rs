//! Open sockets. A WebSocket is taken over from HTTP at the upgrade: its task owns the TCP stream, so HTTP's buffers are
//! freed, shared frames go straight to the kernel, and a client that does not read is simply dropped.
//!
//! [`upgrade`] lets a socket in, [`line`] writes, [`reads`] and [`inlet`] read, [`live`] and [`notes`] are the session actors, and
//! [`relay`] is what the rest of the program speaks to.

mod bucket;
mod inlet;
mod line;
mod live;
mod notes;
mod reads;
pub(crate) mod relay;
pub(crate) mod upgrade;

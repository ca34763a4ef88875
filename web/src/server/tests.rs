use super::accepted;

#[tokio::test]
async fn a_connection_sends_what_there_is_without_waiting_for_an_acknowledgement() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (client, server) = tokio::join!(tokio::net::TcpStream::connect(address), listener.accept());
    let client = client.unwrap();
    let (io, peer) = accepted(server.unwrap().0).unwrap();
    assert!(io.nodelay().unwrap());
    assert_eq!(peer, Some(client.local_addr().unwrap()));
}

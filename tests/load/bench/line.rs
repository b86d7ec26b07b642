//! HTTP/1.1 over one kept connection, with as little work as can be: client and server share the machine.

use std::{
    io::{self, IoSlice},
    net::SocketAddr,
};

use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::Outcome;

/// A request, made before it is timed.
pub struct Request {
    target: Target,
    /// Header lines and the empty one after them.
    headers: String,
    body: Vec<Bytes>,
}

enum Target {
    /// Method and path.
    Known(String),
    /// The upload that the last answer named.
    Created,
}

impl Request {
    /// A request with a JSON body.
    pub fn put_json(path: &str, token: &str, body: Vec<u8>) -> Self {
        let about = "Content-Type: application/json\r\n";
        Self::new(Target::Known(format!("PUT {path}")), token, about, vec![body.into()])
    }

    /// Begins an upload, with its first bytes or without.
    pub fn create(token: &str, length: usize, metadata: &str, body: Vec<Bytes>) -> Self {
        let mut about =
            format!("Tus-Resumable: 1.0.0\r\nUpload-Length: {length}\r\nUpload-Metadata: {metadata}\r\n");
        if !body.is_empty() {
            about.push_str("Content-Type: application/offset+octet-stream\r\n");
        }
        Self::new(Target::Known("POST /v1/uploads".into()), token, &about, body)
    }

    /// Goes on with the upload that was just begun.
    pub fn append(token: &str, offset: usize, body: Vec<Bytes>) -> Self {
        let about = format!(
            "Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n"
        );
        Self::new(Target::Created, token, &about, body)
    }

    fn new(target: Target, token: &str, about: &str, body: Vec<Bytes>) -> Self {
        let length: usize = body.iter().map(Bytes::len).sum();
        let headers = format!(
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n{about}Content-Length: {length}\r\n\r\n"
        );
        Self { target, headers, body }
    }
}

/// A connection.
pub struct Line {
    stream: TcpStream,
    answer: Vec<u8>,
    created: String,
}

impl Line {
    /// Connects.
    pub async fn to(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::with_capacity(8192), created: String::new() })
    }

    /// Sends a request and takes its answer, which must be a success.
    pub async fn send(&mut self, request: &Request) -> Outcome<()> {
        let (method, path) = match &request.target {
            Target::Known(line) => ("", line.as_str()),
            Target::Created => ("PATCH ", self.created.as_str()),
        };
        let mut pieces = Vec::with_capacity(3 + request.body.len());
        let head = [method, path, &request.headers].map(str::as_bytes);
        pieces.extend(head.into_iter().chain(request.body.iter().map(|piece| &piece[..])).map(IoSlice::new));
        write_all(&mut self.stream, &mut pieces).await?;
        self.read().await
    }

    async fn read(&mut self) -> Outcome<()> {
        self.answer.clear();
        let (head, length) = loop {
            self.more().await?;
            if let Some(end) = self.answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break (end, self.head(end)?);
            }
        };
        while self.answer.len() < head + 4 + length {
            self.more().await?;
        }
        if self.answer.get(9) == Some(&b'2') {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&self.answer).into_owned().into())
    }

    async fn more(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.answer).await? {
            0 => Err("the server hung up".into()),
            _ => Ok(()),
        }
    }

    /// Reads the headers: how long the body is, and where an upload was made.
    fn head(&mut self, end: usize) -> Outcome<usize> {
        let head = std::str::from_utf8(&self.answer[..end])?;
        let mut length = head.starts_with("HTTP/1.1 204").then_some(0);
        for line in head.split("\r\n") {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if name.eq_ignore_ascii_case("content-length") {
                length = Some(value.parse()?);
            } else if name.eq_ignore_ascii_case("location") {
                value.clone_into(&mut self.created);
            }
        }
        length.ok_or_else(|| format!("an answer without a length: {head}").into())
    }
}

async fn write_all(stream: &mut TcpStream, mut pieces: &mut [IoSlice<'_>]) -> io::Result<()> {
    // What is empty would look like an end.
    IoSlice::advance_slices(&mut pieces, 0);
    while !pieces.is_empty() {
        let written = stream.write_vectored(pieces).await?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        IoSlice::advance_slices(&mut pieces, written);
    }
    Ok(())
}

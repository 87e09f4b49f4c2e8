//! TLS to PostgreSQL: `rustls` under the driver's own traits.

use std::error::Error;
use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Socket;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;

/// Encrypts a connection, once the other end has shown that it is the host it is taken for.
#[derive(Clone, Debug)]
pub(super) struct Tls(Arc<ClientConfig>);

impl Tls {
    /// Trusts the authorities of a file of certificates (PEM), or those of the system. The error is for
    /// people.
    pub(super) fn trusting(authorities: Option<&Path>) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        let (found, place) = match authorities {
            Some(file) => (in_file(file)?, file.display().to_string()),
            None => (rustls_native_certs::load_native_certs().certs, "this system".to_owned()),
        };
        let (trusted, _) = roots.add_parsable_certificates(found);
        if trusted == 0 {
            return Err(format!("there is no certificate of an authority in {place}"));
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }
}

fn in_file(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(file);
    let certificates = read.and_then(Iterator::collect::<Result<Vec<_>, _>>);
    certificates.map_err(|error| format!("{}: {error}", file.display()))
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Encrypted;
    type TlsConnect = Greeting;
    type Error = Box<dyn Error + Send + Sync>;

    fn make_tls_connect(&mut self, host: &str) -> Result<Greeting, Self::Error> {
        let host = ServerName::try_from(host.to_owned())?;
        Ok(Greeting { connector: TlsConnector::from(Arc::clone(&self.0)), host })
    }
}

/// A connection that is about to be encrypted.
pub(super) struct Greeting {
    connector: TlsConnector,
    host: ServerName<'static>,
}

impl TlsConnect<Socket> for Greeting {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Encrypted>> + Send>>;

    fn connect(self, stream: Socket) -> Self::Future {
        Box::pin(async move {
            self.connector.connect(self.host, stream).await.map(|line| Encrypted(Box::new(line)))
        })
    }
}

/// A connection that is.
pub(super) struct Encrypted(Box<tokio_rustls::client::TlsStream<Socket>>);

impl TlsStream for Encrypted {
    // Whoever shows a certificate that we trust, for the host that we meant, needs no further binding.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, into)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

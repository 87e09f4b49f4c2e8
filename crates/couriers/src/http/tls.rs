//! TLS to whoever is called, trusting whom the system trusts.

use std::sync::{Arc, OnceLock};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Makes TLS connections. The system's certificates are read when the first is made.
#[derive(Clone, Default)]
pub(super) struct Connector {
    config: Arc<OnceLock<Result<Arc<ClientConfig>, String>>>,
}

impl Connector {
    /// Makes sure that the other end is the host it is taken for.
    pub(super) async fn connect(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, String> {
        let config = self.config.get_or_init(configure).clone()?;
        let name = ServerName::try_from(host.to_owned());
        let name = name.map_err(|_| format!("{host} cannot be the name of a certificate"))?;
        let connected = TlsConnector::from(config).connect(name, stream).await;
        connected.map_err(|error| format!("no TLS with {host}: {error}"))
    }
}

fn configure() -> Result<Arc<ClientConfig>, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (trusted, _) = roots.add_parsable_certificates(found.certs);
    if trusted == 0 {
        return Err("this system trusts no certificate: install its CA certificates, or set \
                    SSL_CERT_FILE"
            .to_owned());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

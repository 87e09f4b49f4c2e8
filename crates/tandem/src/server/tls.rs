//! The listener's certificate: read when we start, and again whenever its files change or SIGHUP
//! comes. Connections that are open keep what they began with.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::Deserialize;
use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::TlsAcceptor;

use crate::failure::Failure;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Where certificate and key are: PEM files, the certificate with the chain behind it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// The certificate and those that vouch for it, up to but without the root.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// The certificate in force.
pub struct Certificate {
    files: TlsFiles,
    acceptor: RwLock<TlsAcceptor>,
}

impl Certificate {
    /// Reads the files; what does not fit together is refused.
    pub fn read(files: TlsFiles) -> Result<Arc<Self>, Failure> {
        let acceptor = RwLock::new(acceptor(&files).map_err(Failure::Usage)?);
        Ok(Arc::new(Self { files, acceptor }))
    }

    /// What greets the next connection.
    pub fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the files again for as long as it is polled. A certificate that cannot be used leaves
    /// the one before in force, and is complained about.
    pub async fn keep(self: Arc<Self>) {
        let mut hangup = signal(SignalKind::hangup()).ok();
        let mut seen = self.files.changed();
        loop {
            let told = async {
                match &mut hangup {
                    Some(hangup) => hangup.recv().await,
                    None => std::future::pending().await,
                }
            };
            let is_told = tokio::select! {
                _ = told => true,
                () = tokio::time::sleep(LOOK_EVERY) => false,
            };
            let changed = self.files.changed();
            if !is_told && changed == seen {
                continue;
            }
            seen = changed;
            match acceptor(&self.files) {
                Ok(fresh) => {
                    *self.acceptor.write().unwrap_or_else(PoisonError::into_inner) = fresh;
                    tracing::info!("the certificate was read again");
                }
                Err(why) => tracing::error!(why, "the certificate stays as it was"),
            }
        }
    }
}

impl TlsFiles {
    /// When each was last written.
    fn changed(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|path| path.metadata().and_then(|m| m.modified()).ok())
    }
}

fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, String> {
    let TlsFiles { certificate, key } = files;
    let unreadable = |what: &str, path: &Path, error: rustls::pki_types::pem::Error| {
        format!("tls.{what}: cannot read {}: {error}", path.display())
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable("certificate", certificate, error))?;
    if chain.is_empty() {
        return Err(format!("tls.certificate: no certificate in {}", certificate.display()));
    }
    let secret =
        PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable("key", key, error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(chain, secret);
    let mut config = config.map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => format!(
            "tls: the key in {} is not that of the certificate in {}",
            key.display(),
            certificate.display()
        ),
        error => format!("tls: {} and {}: {error}", certificate.display(), key.display()),
    })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(directory: &Path, name: &str) -> TlsFiles {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
        let made = made.expect("a certificate");
        let files = TlsFiles {
            certificate: directory.join(format!("{name}.pem")),
            key: directory.join(format!("{name}.key")),
        };
        std::fs::write(&files.certificate, made.cert.pem()).expect("a file");
        std::fs::write(&files.key, made.signing_key.serialize_pem()).expect("a file");
        files
    }

    #[test]
    fn what_does_not_fit_together_is_refused_by_name() {
        let directory = std::env::temp_dir().join(format!("tandem-tls-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a directory");
        let (one, other) = (write(&directory, "one"), write(&directory, "other"));
        assert!(acceptor(&one).is_ok());
        let refused = |certificate: &Path, key: &Path| {
            let files = TlsFiles { certificate: certificate.into(), key: key.into() };
            acceptor(&files).err().expect("these cannot be used")
        };
        assert!(refused(&one.certificate, &other.key).contains("is not that of the certificate"));
        assert!(refused(&one.key, &one.key).contains("tls.certificate: no certificate"));
        assert!(refused(&one.certificate, &one.certificate).contains("tls.key"));
        assert!(refused(&directory.join("none"), &one.key).contains("cannot read"));
        std::fs::remove_dir_all(&directory).expect("our own directory");
    }
}

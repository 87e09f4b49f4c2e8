//! `tandem`: the command line.

use std::process::ExitCode;

use clap::Parser;
use tandem::cli::{Cli, Command};
use tandem::failure::Failure;
use tandem::repeats::Repeats;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Printing help or a complaint to a closed terminal is nobody's loss.
            let _ = error.print();
            return if error.use_stderr() {
                Failure::Usage(String::new()).code()
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("tandem: no runtime: {error}");
            return Failure::Unreachable(String::new()).code();
        }
    };
    let done = runtime.block_on(async {
        match cli.command {
            Command::Demo(options) => tandem::demo::run(options).await,
            Command::Serve(options) => tandem::server::serve(options).await,
            Command::Import(options) => tandem::import::run(options).await,
            Command::Export(options) => tandem::export::run(options).await,
            Command::Admin(options) => tandem::admin::run(options).await,
            Command::Route(what) => tandem::route::run(what).await,
            Command::Doctor(options) => tandem::doctor::run(options).await,
            Command::Backup(options) => tandem::backup::backup(options),
            Command::Restore(options) => tandem::backup::restore(options).await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(unheard @ Failure::Unheard) => unheard.code(),
        Err(failure) => {
            eprintln!("tandem: {failure}");
            failure.code()
        }
    }
}

/// Logs go to stderr, so that stdout holds nothing but answers. `TANDEM_LOG` sets how much is said
/// (`warn` unless told otherwise), `TANDEM_LOG_FORMAT=json` how. What is said over and over is said from time to time.
fn log() {
    use tracing_subscriber::filter::FilterExt;
    use tracing_subscriber::layer::SubscriberExt;
    use tracing_subscriber::util::SubscriberInitExt;
    use tracing_subscriber::{EnvFilter, Layer, fmt, registry};
    let filter = EnvFilter::try_from_env("TANDEM_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let filter = filter.and(Repeats::default());
    let lines = fmt::layer().with_writer(std::io::stderr);
    let json = std::env::var("TANDEM_LOG_FORMAT").is_ok_and(|format| format == "json");
    if json {
        registry().with(lines.json().with_filter(filter)).init();
    } else {
        registry().with(lines.with_filter(filter)).init();
    }
}

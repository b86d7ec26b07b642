//! The HTTP server: the same for production and tests.

use std::{io, net::SocketAddr, sync::Arc};

use actix_web::{App as Actix, HttpServer, dev::ServerHandle, middleware::from_fn, web};
use utoipa_actix_web::AppExt as _;

use crate::{
    app::App,
    http::{openapi::Schemas, routes, trace, unknown, unread},
};

/// A server that listens.
pub struct Server {
    server: actix_web::dev::Server,
    /// Where it listens, with the port it was given.
    pub address: SocketAddr,
}

impl Server {
    /// Binds; port 0 takes a free one.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub fn bind(app: Arc<App>, listen: SocketAddr, workers: usize) -> io::Result<Self> {
        let schemas = web::Data::new(Schemas::default());
        let app = web::Data::from(app);
        let server = HttpServer::new(move || {
            Actix::new()
                .app_data(app.clone())
                .app_data(schemas.clone())
                .app_data(web::QueryConfig::default().error_handler(unread::query))
                .app_data(web::PathConfig::default().error_handler(unread::path))
                .app_data(web::FormConfig::default().error_handler(unread::form))
                .wrap(from_fn(trace::around))
                .into_utoipa_app()
                .configure(routes)
                .into_app()
                .default_service(web::to(unknown::answer))
        })
        .workers(workers)
        .shutdown_timeout(10)
        .disable_signals()
        .bind(listen)?;
        let address = server.addrs().first().copied().unwrap_or(listen);
        Ok(Self { server: server.run(), address })
    }

    /// A handle to stop it by.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until it is stopped.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn run(self) -> io::Result<()> {
        self.server.await
    }
}

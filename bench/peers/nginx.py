"""nginx answering 302 from one worker, with its access log on: Debian's package, a configuration of the bench's own."""

import shutil
from pathlib import Path

from bench.cores import SERVER_CORE
from bench.places import free_port
from bench.processes import BenchFailed, Process

# One process without a master, so that one pid is all of it. Connections are kept as long as Kliqs keeps them.
CONFIGURATION = """
daemon off;
master_process off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log {directory}/access.log combined;
    keepalive_requests 1000000000;
    client_body_temp_path {directory}/tmp;
    proxy_temp_path {directory}/tmp;
    fastcgi_temp_path {directory}/tmp;
    uwsgi_temp_path {directory}/tmp;
    scgi_temp_path {directory}/tmp;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 302 {destination}; }}
    }}
}}
"""


def nginx(directory: Path, destination: str) -> Process:
    """A stopped nginx on the server's core. Raises BenchFailed when it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise BenchFailed("nginx is missing: apt-get install -y nginx-light")
    shutil.rmtree(directory, ignore_errors=True)  # its log of the last run is large
    directory.mkdir(parents=True)
    port = free_port()
    configuration = directory / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(directory=directory, port=port, destination=destination))
    command = [program, "-e", str(directory / "error.log"), "-p", str(directory), "-c", str(configuration)]
    return Process(command, port, SERVER_CORE, directory / "nginx.out")

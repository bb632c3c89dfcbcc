# Sourced by assemble.sh. A short, real run of the server from which the JVM makes its archive: what is
# loaded and compiled here is there at once in every later start.

# train DIRECTORY COMMAND...: returns 0 if the server ran the workload and ended by SIGTERM with status 0.
train() {
  local dir=$1 pid client_port monitor_port status=0
  shift
  cat >"$dir/training.conf" <<CONF
listen: 127.0.0.1:-1
http: 127.0.0.1:-1
server_name: training
accounts {
  A {
    users: [
      { user: anybody, password: a }
      { user: limited, password: l, permissions { publish: { allow: [ ">" ] }, subscribe: ">" } }
    ]
  }
  SYS { users: [ { user: system, password: s } ] }
}
system_account: SYS
no_auth_user: anybody
$(tls_block "$dir")
CONF
  "$@" -c "$dir/training.conf" >"$dir/stdout.log" 2>"$dir/stderr.log" </dev/null &
  pid=$!
  if await_line "$dir/stderr.log" "$pid" 'Server is ready'; then
    client_port=$(logged_port "$dir/stderr.log" 'Listening for client connections on')
    monitor_port=$(logged_port "$dir/stderr.log" 'Starting http monitor on')
    workload "$client_port" "$monitor_port" "$dir" >"$dir/workload.log" 2>&1 || status=1
  else
    status=1
  fi
  kill -TERM "$pid" 2>/dev/null || status=1
  wait "$pid" || status=1
  return $status
}

# tls_block DIRECTORY: TLS beside plain connections, with a certificate of its own; nothing without openssl.
tls_block() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost \
    -keyout "$1/key.pem" -out "$1/certificate.pem" >/dev/null 2>&1 || return 0
  echo "tls { cert_file: \"$1/certificate.pem\", key_file: \"$1/key.pem\", ca_file: \"$1/certificate.pem\""
  printf '  handshake_first: auto }\nallow_non_tls: true\n'
}

# await_line FILE PID TEXT: waits up to 30 s for TEXT in FILE while PID lives.
await_line() {
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    ! grep -qs "$3" "$1" || return 0
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.05
  done
  return 1
}

# logged_port FILE TEXT: the port at the end of the line with TEXT.
logged_port() { sed -n "s/.*$2 .*:\([0-9]*\).*/\1/p" "$1" | head -n 1; }

# workload CLIENT_PORT MONITOR_PORT DIRECTORY
workload() {
  local line path count
  # One of everything that clients do first.
  exec 5<>"/dev/tcp/127.0.0.1/$1"
  read -r -t 10 line <&5
  send_connect 5 ',"user":"limited","pass":"l"'
  expect_pong 5
  printf 'SUB orders.* 1\r\nSUB orders.> 2\r\nSUB work.queue workers 3\r\nSUB _INBOX.abc.* 4\r\n' >&5
  printf 'PUB orders.new 5\r\nhello\r\nPUB work.queue _INBOX.abc.1 2\r\nhi\r\n' >&5
  printf 'HPUB orders.new 18 20\r\nNATS/1.0\r\nA: B\r\n\r\nhi\r\nPUB nobody.there _INBOX.abc.2 0\r\n\r\n' >&5
  printf 'UNSUB 3\r\nUNSUB 2 1\r\nPING\r\n' >&5
  expect_pong 5
  [ -n "$2" ] && for path in /varz /connz '/connz?subs=1' /subsz /healthz; do
    exec 7<>"/dev/tcp/127.0.0.1/$2"
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$path" >&7
    cat <&7 >/dev/null
    exec 7>&-
  done
  [ ! -e "$3/certificate.pem" ] || tls_client "$1" "$3" || return 1
  # Volume, so that the profiles of the message path are real: 200,000 messages of two sizes.
  for ((count = 0; count < 500; count++)); do
    printf 'PUB orders.new 16\r\n0123456789abcdef\r\nPUB bulk.data 64\r\n%064d\r\n' "$count"
  done >"$3/messages"
  exec 6<>"/dev/tcp/127.0.0.1/$1"
  read -r -t 10 line <&6
  send_connect 6
  (cat <&5 >/dev/null) &
  local drain=$!
  for ((count = 0; count < 200; count++)); do cat "$3/messages"; done >&6
  printf 'PING\r\n' >&6
  expect_pong 6
  exec 6>&- 5>&-
  kill "$drain" 2>/dev/null || :
  wait "$drain" 2>/dev/null || :
}

# send_connect FD [MEMBERS]
send_connect() {
  printf 'CONNECT {"verbose":false,"pedantic":false,"tls_required":false,"name":"training","lang":"bash","version":"1.0.0","protocol":1,"echo":true,"headers":true,"no_responders":true%s}\r\nPING\r\n' "${2-}" >&"$1"
}

# tls_client PORT DIRECTORY: connects once by either version of TLS.
tls_client() {
  local version
  for version in -tls1_3 -tls1_2; do
    mkfifo "$2/to$version"
    openssl s_client $version -quiet -connect "127.0.0.1:$1" <"$2/to$version" >"$2/from$version" 2>/dev/null &
    exec 8>"$2/to$version"
    send_connect 8
    await_line "$2/from$version" $! PONG || return 1
    exec 8>&-
    kill $! 2>/dev/null || :
  done
}

# expect_pong FD: reads up to the next PONG; fails after 10 s of silence.
expect_pong() {
  local line
  while read -r -t 10 line <&"$1"; do
    [ "${line%$'\r'}" != PONG ] || return 0
  done
  return 1
}

# Sourced by assemble.sh. A short, real run of the server from which the JVM makes an archive: what is
# loaded and compiled here is there at once in every later start.

# train KIND DIRECTORY COMMAND...: returns 0 if the server ran the workload and ended by SIGTERM with status 0.
# KIND is "core" for core messaging, or "whole" for TLS and JetStream too.
train() {
  local kind=$1 dir=$2 pid client_port monitor_port status=0 jetstream='' account_jetstream=''
  shift 2
  if [ "$kind" = whole ]; then
    jetstream="jetstream { store_dir: \"$dir/store\" }" account_jetstream='jetstream: enabled'
  fi
  cat >"$dir/training.conf" <<CONF
listen: 127.0.0.1:-1
http: 127.0.0.1:-1
server_name: training
$jetstream
accounts {
  A {
    $account_jetstream
    users: [
      { user: anybody, password: a }
      { user: limited, password: l, permissions { publish: { allow: [ ">" ] }, subscribe: ">" } }
    ]
  }
  SYS { users: [ { user: system, password: s } ] }
}
system_account: SYS
no_auth_user: anybody
$([ "$kind" != whole ] || tls_block "$dir")
CONF
  "$@" -c "$dir/training.conf" >"$dir/stdout.log" 2>"$dir/stderr.log" </dev/null &
  pid=$!
  if await_line "$dir/stderr.log" "$pid" 'Server is ready'; then
    client_port=$(logged_port "$dir/stderr.log" 'Listening for client connections on')
    monitor_port=$(logged_port "$dir/stderr.log" 'Starting http monitor on')
    workload "$kind" "$client_port" "$monitor_port" "$dir" >"$dir/workload.log" 2>&1 || status=1
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

# workload KIND CLIENT_PORT MONITOR_PORT DIRECTORY
workload() {
  local kind=$1 line path count
  shift
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
  [ "$kind" != whole ] || streams 5 || return 1
  # Volume, so that the profiles of the message path are real: 200,000 messages of two sizes, and
  # 10,000 that a stream keeps where there is one.
  for ((count = 0; count < 500; count++)); do
    printf 'PUB orders.new 16\r\n0123456789abcdef\r\nPUB bulk.data 64\r\n%064d\r\n' "$count"
  done >"$3/messages"
  exec 6<>"/dev/tcp/127.0.0.1/$1"
  read -r -t 10 line <&6
  send_connect 6
  (cat <&5 >/dev/null) &
  local drain=$!
  for ((count = 0; count < 500; count++)); do
    printf 'PUB stored.%d _INBOX.abc.ack 16\r\n0123456789abcdef\r\n' "$count"
  done >"$3/stored"
  for ((count = 0; count < 200; count++)); do cat "$3/messages"; done >&6
  for ((count = 0; count < 20; count++)); do cat "$3/stored"; done >&6
  printf 'PING\r\n' >&6
  expect_pong 6
  exec 6>&- 5>&-
  kill "$drain" 2>/dev/null || :
  wait "$drain" 2>/dev/null || :
}

# streams FD: one of everything that clients do first with streams, consumers, buckets and objects. The
# connection has subscribed to _INBOX.abc.*.
streams() {
  local api='$JS.API' count subject
  ask "$1" $api.INFO '' &&
    ask "$1" $api.STREAM.CREATE.T '{"name":"T","subjects":["stored.>"],"retention":"limits","max_consumers":-1,"max_msgs":-1,"max_bytes":-1,"max_age":0,"storage":"file","discard":"old","num_replicas":1,"duplicate_window":120000000000,"allow_direct":true,"metadata":{"a":"b"}}' &&
    ask "$1" $api.STREAM.CREATE.M '{"name":"M","subjects":["memory.>"],"storage":"memory","num_replicas":1}' &&
    ask "$1" $api.STREAM.CREATE.KV_T '{"name":"KV_T","subjects":["$KV.T.>"],"retention":"limits","max_consumers":-1,"max_msgs":-1,"max_bytes":-1,"max_age":0,"max_msgs_per_subject":5,"storage":"file","discard":"new","num_replicas":1,"duplicate_window":120000000000,"allow_rollup_hdrs":true,"deny_delete":true,"allow_direct":true}' &&
    ask "$1" $api.STREAM.CREATE.OBJ_T '{"name":"OBJ_T","subjects":["$O.T.C.>","$O.T.M.>"],"max_msgs":-1,"max_bytes":-1,"storage":"file","discard":"new","num_replicas":1,"allow_rollup_hdrs":true,"allow_direct":true}' &&
    ask "$1" $api.STREAM.CREATE.T '{"name":"T","subjects":["other"]}' || return 1
  for ((count = 1; count <= 40; count++)); do
    for subject in "stored.$count" "memory.$count" "\$KV.T.$count" "\$O.T.C.$count"; do
      ask "$1" "$subject" "message $count" &&
        ask_with_header "$1" "$subject" "Nats-Msg-Id: $count" "again $count" || return 1
    done
  done
  ask_with_header "$1" '$KV.T.a' 'Nats-Expected-Last-Subject-Sequence: 0' one &&
    ask_with_header "$1" '$KV.T.a' 'Nats-Expected-Last-Subject-Sequence: 0' two &&
    ask_with_header "$1" '$KV.T.a' 'KV-Operation: DEL' '' &&
    ask_with_header "$1" '$O.T.M.a' 'Nats-Rollup: sub' '{}' &&
    ask "$1" '$JS.API.DIRECT.GET.KV_T.$KV.T.a' '' &&
    ask "$1" $api.DIRECT.GET.T '{"seq":1}' &&
    ask "$1" $api.STREAM.MSG.GET.T '{"last_by_subj":"stored.3"}' &&
    ask "$1" $api.STREAM.MSG.DELETE.T '{"seq":3}' &&
    ask "$1" $api.STREAM.UPDATE.T '{"name":"T","subjects":["stored.>"],"storage":"file","num_replicas":1,"max_msgs_per_subject":1000,"allow_direct":true}' &&
    ask "$1" $api.STREAM.INFO.T '' && ask "$1" $api.STREAM.INFO.T '{"subjects_filter":">"}' &&
    ask "$1" $api.STREAM.NAMES '' && ask "$1" $api.STREAM.LIST '' || return 1
  for subject in T M; do
    ask "$1" "$api.CONSUMER.CREATE.$subject.C" "{\"stream_name\":\"$subject\",\"config\":{\"name\":\"C\",\"durable_name\":\"C\",\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\",\"ack_wait\":30000000000,\"replay_policy\":\"instant\",\"max_ack_pending\":1000},\"action\":\"\"}" &&
      for ((count = 0; count < 3; count++)); do pull "$1" "$api.CONSUMER.MSG.NEXT.$subject.C" 10 || return 1; done &&
      ask "$1" "$api.CONSUMER.INFO.$subject.C" '' && ask "$1" "$api.CONSUMER.NAMES.$subject" '' &&
      ask "$1" "$api.CONSUMER.CREATE.$subject" "{\"stream_name\":\"$subject\",\"config\":{\"deliver_subject\":\"_INBOX.abc.push\",\"deliver_policy\":\"last_per_subject\",\"filter_subject\":\">\",\"ack_policy\":\"none\",\"replay_policy\":\"instant\",\"flow_control\":true,\"idle_heartbeat\":5000000000,\"max_deliver\":1,\"num_replicas\":1,\"mem_storage\":true}}" || return 1
  done
  ask "$1" $api.CONSUMER.MSG.NEXT.T.C '{"batch":1000,"no_wait":true}' &&
    ask "$1" $api.CONSUMER.LIST.T '' && ask "$1" $api.CONSUMER.DELETE.T.C '' &&
    ask "$1" $api.STREAM.PURGE.KV_T '{"filter":"$KV.T.a"}' &&
    ask "$1" $api.STREAM.DELETE.OBJ_T '' && ask "$1" $api.STREAM.DELETE.M '' &&
    ask "$1" $api.CONSUMER.CREATE.T.D '{"stream_name":"T","config":{"name":"D","durable_name":"D","ack_policy":"explicit"}}'
}

# ask FD SUBJECT BODY: sends a request and waits for its answer.
ask() {
  printf 'PUB %s _INBOX.abc.js %d\r\n%s\r\n' "$2" "${#3}" "$3" >&"$1"
  expect_answer "$1"
}

# ask_with_header FD SUBJECT HEADER_LINE BODY
ask_with_header() {
  local header=$'NATS/1.0\r\n'$3$'\r\n\r\n'
  printf 'HPUB %s _INBOX.abc.js %d %d\r\n%s%s\r\n' "$2" "${#header}" $((${#header} + ${#4})) "$header" "$4" >&"$1"
  expect_answer "$1"
}

# expect_answer FD: reads up to a message for the client's inbox (sid 4); fails after 10 s of silence.
expect_answer() {
  local line
  while read -r -t 10 line <&"$1"; do
    case $line in MSG\ *\ 4\ * | HMSG\ *\ 4\ *) return 0 ;; esac
  done
  return 1
}

# pull FD SUBJECT COUNT: pulls so many messages and acknowledges each.
pull() {
  local line left=$3
  printf 'PUB %s _INBOX.abc.pull %d\r\n{"batch":%d,"expires":5000000000}\r\n' "$2" $((32 + ${#3} - 1)) "$3" >&"$1"
  while [ "$left" -gt 0 ]; do
    read -r -t 10 line <&"$1" || return 1
    case $line in
      *MSG\ *\ 4\ \$JS.ACK.*)
        # shellcheck disable=SC2086
        set -- "$1" "$2" "$3" $line
        printf 'PUB %s 4\r\n+ACK\r\n' "$7" >&"$1"
        left=$((left - 1))
        ;;
    esac
  done
}

# send_connect FD [MEMBERS]
send_connect() {
  printf 'CONNECT {"verbose":false,"pedantic":false,"tls_required":false,"name":"training","lang":"bash","version":"1.0.0","protocol":1,"echo":true,"headers":true,"no_responders":true%s}\r\nPING\r\n' "${2-}" >&"$1"
}

# tls_client PORT DIRECTORY: connects once by either version of TLS. On a busy machine the client's first
# bytes may come later than the server waits for them before it greets in plain text, hence the tries.
tls_client() {
  local version try
  for version in -tls1_3 -tls1_2; do
    for try in 1 2 3 4 5; do
      ! tls_connect "$1" "$2" $version || continue 2
      echo "TLS with $version failed, try $try"
    done
    return 1
  done
}

# tls_connect PORT DIRECTORY VERSION
tls_connect() {
  local status=0
  rm -f "$2/to$3"
  mkfifo "$2/to$3"
  openssl s_client "$3" -quiet -connect "127.0.0.1:$1" <"$2/to$3" >"$2/from$3" 2>/dev/null &
  exec 8<>"$2/to$3"
  send_connect 8
  await_line "$2/from$3" $! PONG || status=1
  exec 8>&-
  kill $! 2>/dev/null || :
  return $status
}

# expect_pong FD: reads up to the next PONG; fails after 10 s of silence.
expect_pong() {
  local line
  while read -r -t 10 line <&"$1"; do
    [ "${line%$'\r'}" != PONG ] || return 0
  done
  return 1
}

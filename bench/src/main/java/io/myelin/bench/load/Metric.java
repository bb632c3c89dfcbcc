package io.myelin.bench.load;

/** What a workload measures. */
enum Metric {
  THROUGHPUT("throughput", "msg/s", true),
  SERVER_CPU("server CPU", "ns/msg", false),
  CLIENT_CPU("client CPU", "ns/op", false),
  LATENCY_P50("latency p50", "us", false),
  LATENCY_P99("latency p99", "us", false),
  LATENCY_BEYOND_SYNC("p50 beyond a small sync", "us", false),
  SMALL_SYNC("one small sync, p50", "us", false),
  PAYLOAD_BANDWIDTH("payload stored", "MB/s", true),
  DISK_BANDWIDTH("disk, synced in order", "MB/s", true),
  IDLE_CPU("CPU, nothing happens", "%", false),
  QUIET_THROUGHPUT("quiet throughput", "msg/s", true),
  DISTURBED_THROUGHPUT("disturbed throughput", "msg/s", true),
  DISTURBED_SHARE("disturbed / quiet", "%", true),
  CHURN_RATE("SUB/UNSUB pairs made", "1/s", true),
  CONNECT_RATE("connects", "1/s", true),
  CONNECT_CPU("server CPU", "us/conn", false),
  IDLE_RSS("RSS, idle", "MB", false),
  CONNECTION_BYTES("RSS per idle connection", "B", false),
  START_WALL("start to INFO", "ms", false),
  START_CPU("CPU to INFO", "ms", false),
  PEAK_RSS("RSS, peak", "MB", false),
  CUT_OFF("slow consumers cut off", "", false),
  OFFER_SECONDS("time to offer all", "s", false),
  RSS_EARLY("RSS, second quarter", "MB", false),
  RSS_LATE("RSS, last quarter", "MB", false),
  RSS_GROWTH("RSS growth", "MB", false),
  OTHERS_CPU("other processes' CPU", "%", false);

  private final String title;
  private final String unit;
  private final boolean moreIsBetter;

  Metric(String title, String unit, boolean moreIsBetter) {
    this.title = title;
    this.unit = unit;
    this.moreIsBetter = moreIsBetter;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  boolean moreIsBetter() {
    return moreIsBetter;
  }
}

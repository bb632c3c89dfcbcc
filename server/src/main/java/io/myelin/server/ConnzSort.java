package io.myelin.server;

import java.util.Comparator;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** In which order {@code /connz} lists connections (OPS-050); ties are in order of their ids. */
enum ConnzSort {
  CID,
  START,
  SUBS,
  PENDING,
  MSGS_TO,
  MSGS_FROM,
  BYTES_TO,
  BYTES_FROM,
  LAST,
  IDLE,
  UPTIME,
  STOP,
  REASON,
  RTT;

  Comparator<ConnectionFigures> comparator() {
    return first().thenComparingLong(ConnectionFigures::id);
  }

  private Comparator<ConnectionFigures> first() {
    return switch (this) {
      case CID -> Comparator.comparingLong(ConnectionFigures::id);
      case START -> Comparator.comparingLong(ConnectionFigures::startEpochNanos);
      case SUBS -> biggestFirst(ConnectionFigures::subscriptions);
      case PENDING -> biggestFirst(ConnectionFigures::pendingBytes);
      case MSGS_TO -> biggestFirst(ConnectionFigures::outMessages);
      case MSGS_FROM -> biggestFirst(ConnectionFigures::inMessages);
      case BYTES_TO -> biggestFirst(ConnectionFigures::outBytes);
      case BYTES_FROM -> biggestFirst(ConnectionFigures::inBytes);
      case LAST -> biggestFirst(ConnectionFigures::lastActivityEpochNanos);
      case IDLE -> Comparator.comparingLong(ConnectionFigures::lastActivityEpochNanos);
      case UPTIME -> Comparator.comparingLong(ConnectionFigures::uptimeNanos);
      case STOP -> biggestFirst(ConnectionFigures::stopEpochNanos);
      case REASON -> Comparator.comparing(ConnectionFigures::reason);
      case RTT -> biggestFirst(ConnectionFigures::rttNanos);
    };
  }

  private static Comparator<ConnectionFigures> biggestFirst(
      ToLongFunction<ConnectionFigures> figure) {
    return Comparator.comparingLong(figure).reversed();
  }

  /** Whether it makes sense for closed connections only (OPS-051). */
  boolean closedOnly() {
    return this == STOP || this == REASON;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The order of that name; an empty name means by id. */
  static ConnzSort of(String name) throws ReportException {
    if (name.isEmpty()) {
      return CID;
    }
    for (ConnzSort sort : values()) {
      if (sort.text().equals(name)) {
        return sort;
      }
    }
    throw new ReportException("invalid sorting option: " + name);
  }
}

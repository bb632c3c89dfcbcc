package io.myelin.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A duration, or {@code always}, which is zero: sync before every acknowledgement (CORE-774). */
final class SyncIntervalType extends OptionType<Duration> {
  @Override
  @Nullable Duration read(SectionReader reader, ConfigItem item) {
    boolean always =
        item.value() instanceof ConfigValue.Text text && text.text().equalsIgnoreCase("always");
    return always ? Duration.ZERO : OptionTypes.DURATION.read(reader, item);
  }

  @Override
  Duration usualDefault() {
    return Duration.ZERO;
  }

  @Override
  public String show(Duration value) {
    return value.isZero() ? "always" : GoDuration.format(value);
  }

  @Override
  public String describe() {
    return "duration or `always`";
  }
}

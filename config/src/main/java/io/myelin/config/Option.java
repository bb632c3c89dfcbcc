package io.myelin.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option, declared once: the parser, the flags, the usage text, the documentation page, the
 * reload check and the monitoring endpoint derive from it.
 *
 * @param <T> the type of its value
 */
public final class Option<T> {
  private final Block block;
  private final int ordinal;
  private final String name;
  private final List<String> aliases;
  private final OptionType<T> type;
  private final @Nullable T defaultValue;
  private final String defaultText;
  private final boolean zeroMeansDefault;
  private final @Nullable Limit limit;
  private final Reload reload;
  private final String referenceField;
  private final String reloadedName;
  private final boolean reloadedBare;
  private final Support support;
  private final String missingFeature;
  private final @Nullable Flag flag;
  private final String varzField;
  private final String doc;

  private Option(Builder<T> from, int ordinal) {
    this.block = from.block;
    this.ordinal = ordinal;
    this.name = from.name;
    this.aliases = from.aliases;
    this.type = from.type;
    this.defaultValue = from.defaultValue;
    this.defaultText = from.defaultText;
    this.zeroMeansDefault = from.zeroMeansDefault;
    this.limit = from.limit;
    this.reload = from.reload;
    this.referenceField = from.referenceField;
    this.reloadedName = from.reloadedName.isEmpty() ? from.name : from.reloadedName;
    this.reloadedBare = from.reloadedBare;
    this.support = from.support;
    this.missingFeature = from.missingFeature;
    this.flag = from.flag;
    this.varzField = from.varzField;
    this.doc = from.doc;
  }

  /** Returns the block that this option belongs to. */
  public Block block() {
    return block;
  }

  int ordinal() {
    return ordinal;
  }

  /** Returns the key in the file, lower case; an option without key is set by other options. */
  public String name() {
    return name;
  }

  /** Returns the other keys that mean the same. */
  public List<String> aliases() {
    return aliases;
  }

  /** Returns how values are read and shown. */
  public OptionType<T> type() {
    return type;
  }

  /** Returns the value when nothing sets the option, or null if there is none. */
  public @Nullable T defaultValue() {
    return defaultValue;
  }

  /** Returns the default in words. */
  public String defaultText() {
    if (!defaultText.isEmpty()) {
      return defaultText;
    }
    return defaultValue == null ? "" : type.show(defaultValue);
  }

  /** Returns whether 0 (or an empty string) in the file means the default. */
  public boolean zeroMeansDefault() {
    return zeroMeansDefault;
  }

  /** Returns the bounds of the value, or null. */
  @Nullable Limit limit() {
    return limit;
  }

  /** Returns what a reload does when this option changes. */
  public Reload reload() {
    return reload;
  }

  /** Returns the field that a refused reload names (CORE-892). */
  public String referenceField() {
    return referenceField;
  }

  /** Returns the name that the log line of an applied reload shows. */
  public String reloadedName() {
    return reloadedName;
  }

  /** Returns whether that log line shows the name only. */
  boolean reloadedBare() {
    return reloadedBare;
  }

  /** Returns whether the option does something yet. */
  public Support support() {
    return support;
  }

  /** Returns what is missing if the option is not supported yet. */
  public String missingFeature() {
    return missingFeature;
  }

  /** Returns the command-line flag of this option, or null. */
  @Nullable Flag flag() {
    return flag;
  }

  /** Returns the field of {@code /varz} that shows this option, or the empty string. */
  public String varzField() {
    return varzField;
  }

  /** Returns what the option does, in one or two sentences. */
  public String doc() {
    return doc;
  }

  @Override
  public String toString() {
    return block.path().isEmpty() ? name : block.path() + "." + name;
  }

  /**
   * Bounds of a number.
   *
   * @param min the smallest allowed value
   * @param tooSmall what to say below it
   * @param max the largest allowed value
   * @param tooBig what to say above it
   */
  record Limit(long min, String tooSmall, long max, String tooBig) {}

  /** Collects a declaration; {@link #declare} registers it with its block. */
  static final class Builder<T> {
    private final Block block;
    private final String name;
    private final OptionType<T> type;
    private List<String> aliases = List.of();
    private @Nullable T defaultValue;
    private String defaultText = "";
    private boolean zeroMeansDefault;
    private @Nullable Limit limit;
    private Reload reload = Reload.REFUSED;
    private String referenceField = "";
    private String reloadedName = "";
    private boolean reloadedBare;
    private Support support = Support.SUPPORTED;
    private String missingFeature = "";
    private @Nullable Flag flag;
    private String varzField = "";
    private String doc = "";

    Builder(Block block, String name, OptionType<T> type) {
      this.block = block;
      this.name = name;
      this.type = type;
      this.defaultValue = type.usualDefault();
      this.support = block.support();
      this.missingFeature = block.missingFeature();
      this.referenceField = block.referenceField();
    }

    Builder<T> aliases(String... names) {
      aliases = List.of(names);
      return this;
    }

    Builder<T> defaultTo(T value) {
      defaultValue = value;
      return this;
    }

    /** The value 0 in the file means this default. */
    Builder<T> defaultForZero(T value) {
      zeroMeansDefault = true;
      return defaultTo(value);
    }

    Builder<T> defaultText(String text) {
      defaultText = text;
      return this;
    }

    Builder<T> min(long min, String tooSmall) {
      limit =
          limit == null
              ? new Limit(min, tooSmall, Long.MAX_VALUE, "")
              : new Limit(min, tooSmall, limit.max(), limit.tooBig());
      return this;
    }

    Builder<T> max(long max, String tooBig) {
      limit =
          limit == null
              ? new Limit(Long.MIN_VALUE, "", max, tooBig)
              : new Limit(limit.min(), limit.tooSmall(), max, tooBig);
      return this;
    }

    Builder<T> reloadable() {
      reload = Reload.APPLIED;
      return this;
    }

    /** Applied by a reload and logged under another name than the key. */
    Builder<T> reloadable(String loggedName) {
      reloadedName = loggedName;
      return reloadable();
    }

    /** Applied by a reload and logged as just this, without the value. */
    Builder<T> reloadableAs(String loggedText) {
      reloadedBare = true;
      return reloadable(loggedText);
    }

    Builder<T> partlyReloadable(String field) {
      reload = Reload.PARTLY;
      referenceField = field;
      return this;
    }

    /** A reload that changes the option is refused, naming this field. */
    Builder<T> fixed(String field) {
      reload = Reload.REFUSED;
      referenceField = field;
      return this;
    }

    Builder<T> notYet(String feature) {
      support = Support.NOT_YET;
      missingFeature = feature;
      return this;
    }

    Builder<T> ignored(String why) {
      support = Support.IGNORED;
      missingFeature = why;
      return this;
    }

    Builder<T> flag(Flag declared) {
      flag = declared;
      return this;
    }

    Builder<T> varz(String field) {
      varzField = field;
      return this;
    }

    Builder<T> doc(String text) {
      doc = text;
      return this;
    }

    Option<T> declare() {
      Option<T> option = new Option<>(this, block.size());
      block.add(option);
      return option;
    }
  }
}

package io.myelin.config;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of the configuration language, before any option has given it a meaning. */
public sealed interface ConfigValue {

  /** Returns what this is, in words for an error message: {@code a string}, {@code a map}. */
  String kind();

  /**
   * A string.
   *
   * @param text the characters after unquoting and unescaping
   */
  record Text(String text) implements ConfigValue {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /**
   * An integer, size suffix already applied (CORE-513).
   *
   * @param number the number
   */
  record Int(long number) implements ConfigValue {
    @Override
    public String kind() {
      return "an integer";
    }
  }

  /**
   * A floating point number.
   *
   * @param number the number
   */
  record Decimal(double number) implements ConfigValue {
    @Override
    public String kind() {
      return "a float";
    }
  }

  /**
   * A boolean.
   *
   * @param truth the value
   */
  record Bool(boolean truth) implements ConfigValue {
    @Override
    public String kind() {
      return "a boolean";
    }
  }

  /**
   * A date and time (CORE-515).
   *
   * @param instant the moment
   */
  record Moment(Instant instant) implements ConfigValue {
    @Override
    public String kind() {
      return "a date";
    }
  }

  /**
   * An array.
   *
   * @param elements the elements in file order
   */
  record Array(List<Element> elements) implements ConfigValue {
    @Override
    public String kind() {
      return "an array";
    }
  }

  /**
   * One element of an array.
   *
   * @param value the value
   * @param at where it stands; for a map or an array behind its closing bracket, as in the
   *     reference
   */
  record Element(ConfigValue value, Position at) {}

  /** A map: keys in file order, the last of equal keys wins (CORE-505). */
  final class Table implements ConfigValue {
    private final java.util.LinkedHashMap<String, Entry> entries = new java.util.LinkedHashMap<>();

    Table() {}

    @Override
    public String kind() {
      return "a map";
    }

    /** Returns the entries in file order. */
    public Iterable<Entry> entries() {
      return entries.values();
    }

    /** Returns how many entries there are. */
    public int size() {
      return entries.size();
    }

    /** Returns the entry with exactly that key, or null. */
    public @Nullable Entry entry(String key) {
      return entries.get(key);
    }

    void put(Entry entry) {
      entries.remove(entry.key());
      entries.put(entry.key(), entry);
    }
  }

  /** One {@code key value} pair of a map. */
  final class Entry {
    private final String key;
    private final ConfigValue value;
    private final Position at;
    private boolean usedAsVariable;

    Entry(String key, ConfigValue value, Position at) {
      this.key = key;
      this.value = value;
      this.at = at;
    }

    /** Returns the key as written, without quotes. */
    public String key() {
      return key;
    }

    /** Returns the value. */
    public ConfigValue value() {
      return value;
    }

    /** Returns where the key stands. */
    public Position at() {
      return at;
    }

    /** Returns whether some {@code $key} referred to this entry (CORE-523). */
    public boolean usedAsVariable() {
      return usedAsVariable;
    }

    void markUsedAsVariable() {
      usedAsVariable = true;
    }
  }
}

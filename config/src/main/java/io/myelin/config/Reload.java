package io.myelin.config;

/** What a reload does with a changed option (the "Rel" column of the option tables, CORE-890). */
public enum Reload {
  /** The change is applied to the running server. */
  APPLIED,
  /** A change refuses the whole reload (CORE-892). */
  REFUSED,
  /** Some changes are applied and others refuse the reload; {@link OptionsDiff} knows which. */
  PARTLY
}

package io.myelin.config;

/**
 * An option that is set but has no effect in this version.
 *
 * @param where {@code file:line:column}, or the flag as given
 * @param option the option's path, such as {@code cluster} or {@code tls.ocsp_peer}
 * @param support {@link Support#NOT_YET} or {@link Support#IGNORED}
 * @param feature what is missing, or why nothing is
 */
public record Unsupported(String where, String option, Support support, String feature) {

  /** Returns the line to log at start. */
  public String text() {
    return support == Support.IGNORED
        ? where + ": option \"" + option + "\" is accepted and ignored: " + feature
        : where
            + ": option \""
            + option
            + "\" is not supported yet and has no effect: "
            + feature
            + " is missing in this version of Myelin";
  }
}

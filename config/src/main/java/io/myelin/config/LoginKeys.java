package io.myelin.config;

/**
 * A single user of a listener that is not the clients' own (CORE-743).
 *
 * @param user its name
 * @param password its password
 */
record LoginKeys(Option<String> user, Option<String> password) {

  /** Declares both. */
  static LoginKeys in(Block block) {
    return new LoginKeys(
        block.key("user", OptionTypes.TEXT).aliases("username").doc("The user.").declare(),
        block.key("password", OptionTypes.SECRET).aliases("pass").doc("Its password.").declare());
  }
}

package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** The {@code auth_callout} map, which needs an issuer and users of its own (CORE-706). */
final class CalloutType extends OptionType<Section> {
  @Override
  @Nullable Section read(SectionReader reader, ConfigItem item) {
    int errorsBefore = reader.problems().errorCount();
    Section.Draft draft = reader.map(AuthorizationKeys.CALLOUT, item);
    if (draft == null || reader.problems().errorCount() > errorsBefore) {
      return null;
    }
    Section section = draft.finish();
    if (section.get(AuthorizationKeys.CALLOUT_ISSUER).isEmpty()) {
      reader.error(item, "Authorization callouts require an issuer to be specified");
    } else if (section.get(AuthorizationKeys.CALLOUT_AUTH_USERS).isEmpty()) {
      reader.error(item, "Authorization callouts require authorized users to be specified");
    }
    return section;
  }

  @Override
  public String describe() {
    return "map";
  }

  @Override
  Block nested() {
    return AuthorizationKeys.CALLOUT;
  }
}

package io.myelin.jetstream;

import io.myelin.jetstream.model.AccountInfo;
import io.myelin.jetstream.model.AccountUsage;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.ResponseType;
import io.myelin.jetstream.model.StorageType;
import java.util.Map;

/** Requests about an account (STR-100). Meta lane only. */
final class AccountApi {
  private final StreamRegistry registry;
  private final JetStreamSettings settings;

  AccountApi(StreamRegistry registry, JetStreamSettings settings) {
    this.registry = registry;
    this.settings = settings;
  }

  /** Serves its requests. */
  void serve(ApiService api) {
    api.serve("INFO", ResponseType.ACCOUNT_INFO, this::info);
  }

  private void info(ApiRequest request) {
    request.answer(registry.metaLane(), ApiResponses.accountInfo(describe(request.account())));
  }

  private AccountInfo describe(JetStreamAccount account) {
    int consumers = 0;
    for (Stream stream : account.streams().values()) {
      consumers += stream.consumers().count();
    }
    AccountUsage usage =
        new AccountUsage(
            account.used(StorageType.MEMORY).get(),
            account.used(StorageType.FILE).get(),
            account.reserved(StorageType.MEMORY),
            account.reserved(StorageType.FILE),
            account.streams().size(),
            consumers,
            account.limits());
    return new AccountInfo(
        usage,
        settings.domain(),
        JetStreamSettings.API_LEVEL,
        account.requests(),
        account.errors(),
        0,
        Map.of());
  }
}

package io.myelin.server;

import io.myelin.core.Account;
import io.myelin.security.AuthRequest;
import io.myelin.security.AuthResult;
import io.myelin.security.Authenticator;
import io.myelin.security.Identity;
import io.myelin.security.Permissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets everybody into the global account, for servers without any authorization configured. */
final class OpenDoor implements Authenticator {
  private static final AuthResult ANYBODY =
      new AuthResult.Granted(new Identity(Account.GLOBAL, "", "", Permissions.ALL));

  @Override
  public boolean required() {
    return false;
  }

  @Override
  public boolean usesNonce() {
    return false;
  }

  @Override
  public boolean allowsAnonymous() {
    return false;
  }

  @Override
  public CompletionStage<AuthResult> authenticate(AuthRequest request) {
    return CompletableFuture.completedFuture(ANYBODY);
  }
}

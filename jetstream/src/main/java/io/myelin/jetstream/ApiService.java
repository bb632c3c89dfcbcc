package io.myelin.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.core.AccountPublisher;
import io.myelin.core.Producer;
import io.myelin.jetstream.model.ApiError;
import io.myelin.jetstream.model.ApiErrors;
import io.myelin.jetstream.model.ApiException;
import io.myelin.jetstream.model.ApiResponses;
import io.myelin.jetstream.model.ResponseType;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves requests to the API: takes them from any producer, hands them to their handler on the meta
 * lane, and answers errors. At its limit the newest request is refused at once (STR-B02).
 */
final class ApiService {

  /** Serves one kind of request. */
  interface Handler {
    /**
     * Serves a request on the meta lane; it may go on elsewhere.
     *
     * @throws ApiException to answer that it failed
     */
    void handle(ApiRequest request) throws ApiException;
  }

  private record Endpoint(ResponseType type, Handler handler) {}

  private final Lane metaLane;
  private final int queueLimit;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  ApiService(Lane metaLane, int queueLimit) {
    this.metaLane = metaLane;
    this.queueLimit = queueLimit;
  }

  /**
   * Serves subjects from now on; before the first request only.
   *
   * @param name the tokens after {@code $JS.API.} that name the request, as {@code STREAM.INFO}
   */
  void serve(String name, ResponseType type, Handler handler) {
    endpoints.put(name, new Endpoint(type, handler));
  }

  /** Takes a request, on its producer's thread. */
  void submit(ApiRequest request, Producer producer) {
    if (waiting.incrementAndGet() > queueLimit) {
      waiting.decrementAndGet();
      AccountPublisher.publish(
          producer.loop(),
          request.account().account(),
          request.reply(),
          "",
          ApiResponses.failed(ResponseType.SYSTEM, ApiErrors.CLUSTER_NOT_AVAIL.error()));
      return;
    }
    metaLane.execute(
        () -> {
          waiting.decrementAndGet();
          dispatch(request);
        });
  }

  private void dispatch(ApiRequest request) {
    Endpoint endpoint = find(request);
    if (endpoint == null) {
      request.fail(metaLane, ResponseType.SYSTEM, ApiErrors.BAD_REQUEST.error());
      return;
    }
    if (request.demandsHigherLevel()) {
      request.fail(metaLane, endpoint.type, ApiErrors.REQUIRED_API_LEVEL.error());
      return;
    }
    try {
      endpoint.handler.handle(request);
    } catch (ApiException e) {
      request.fail(metaLane, endpoint.type, e.error());
    } catch (RuntimeException e) {
      System.getLogger(ApiService.class.getName())
          .log(System.Logger.Level.ERROR, "Serving " + request.subject() + " failed", e);
      request.fail(
          metaLane,
          endpoint.type,
          new ApiError(500, ApiErrors.STREAM_GENERAL.errCode(), String.valueOf(e)));
    }
  }

  private @org.jspecify.annotations.Nullable Endpoint find(ApiRequest request) {
    for (int tokens = Math.min(request.tokenCount(), 6); tokens > 2; tokens--) {
      Endpoint endpoint = endpoints.get(request.tokens(2, tokens));
      if (endpoint != null) {
        return endpoint;
      }
    }
    return null;
  }

  /** The lane that requests are served on first. */
  Lane metaLane() {
    return metaLane;
  }

  /** A text as a subject is. */
  static byte[] bytes(String subject) {
    return subject.getBytes(UTF_8);
  }
}

package io.myelin.store.simulation;

import java.io.IOException;

/** The simulated disk lost its power; nothing works on it any more. */
public final class SimulatedPowerFailure extends IOException {
  private static final long serialVersionUID = 1L;

  SimulatedPowerFailure() {
    super("the power of the simulated disk is gone");
  }
}

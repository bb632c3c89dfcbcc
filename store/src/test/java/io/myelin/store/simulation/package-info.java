/**
 * Test support: a disk and an executor that do what they are told by a seed. Other modules use it
 * as the artifact {@code myelin-store} of type {@code test-jar}.
 */
package io.myelin.store.simulation;

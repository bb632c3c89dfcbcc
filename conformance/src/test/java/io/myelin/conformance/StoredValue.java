package io.myelin.conformance;

/** A message of a stream: its subject and what it says. */
record StoredValue(String subject, String value) {}

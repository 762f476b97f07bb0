/** Admission as webhooks, for a real API server. What is admitted is decided in {@code machine.admission}. */
@NullMarked
package dev.slipway.operator.webhook;

import org.jspecify.annotations.NullMarked;

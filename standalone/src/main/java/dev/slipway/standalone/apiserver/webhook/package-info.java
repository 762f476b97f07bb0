/** Admission by webhooks that clients register: whom to ask, what to ask, and what an answer means. Not the admission of Slipway's own kinds. */
@NullMarked
package dev.slipway.standalone.apiserver.webhook;

import org.jspecify.annotations.NullMarked;

/**
 * APIs that servers of clients offer behind this one, as APIServices register them: which path is whose, the way of a request there
 * and back, whether they answer, and what they say of themselves. Not the APIs of Slipway's own parts, which answer in this process.
 */
@NullMarked
package dev.slipway.standalone.apiserver.aggregate;

import org.jspecify.annotations.NullMarked;

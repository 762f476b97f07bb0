/** Shows that the test cluster itself is what the tests of Slipway take it for, and that it survives what they do to it. */
@NullMarked
package dev.slipway.cluster.kubernetes;

import org.jspecify.annotations.NullMarked;

/** A real Keycloak for tests: how it is got, started and told of users. What signs in by it is in the tests. */
@NullMarked
package dev.slipway.ui.keycloak;

import org.jspecify.annotations.NullMarked;

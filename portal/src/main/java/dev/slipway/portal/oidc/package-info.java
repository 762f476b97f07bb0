/**
 * Sign-in by a provider of identities that speaks OpenID Connect: what it says of users, and how it is asked. What becomes of
 * that, sessions and pages, is in {@code access}.
 */
@NullMarked
package dev.slipway.portal.oidc;

import org.jspecify.annotations.NullMarked;

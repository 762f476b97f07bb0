package dev.slipway.operator.authority;

import java.time.Duration;

/**
 * An authority to be made if there is none.
 *
 * @param name its common name
 * @param life how long it is good for
 */
record NewAuthority(String name, Duration life) {}

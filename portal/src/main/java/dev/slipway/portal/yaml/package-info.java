/** YAML that people write: reading it within bounds, and telling in which line something stands. What it means, its reader knows. */
@NullMarked
package dev.slipway.portal.yaml;

import org.jspecify.annotations.NullMarked;

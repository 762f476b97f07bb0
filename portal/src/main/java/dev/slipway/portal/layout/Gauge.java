package dev.slipway.portal.layout;

/**
 * How full something is.
 *
 * @param name what
 * @param part from 0 (empty) to 1 (full); may be larger
 * @param words the number in words, such as "12 of 64 GiB"
 */
public record Gauge(String name, double part, String words) {}

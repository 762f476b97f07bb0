package dev.slipway.standalone.apiserver.resource;

/**
 * A column of {@code kubectl get}.
 *
 * @param name heading
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param format OpenAPI format, may be empty
 * @param description what it shows, may be empty
 * @param priority 0: always shown; greater: only with {@code -o wide}
 * @param jsonPath where the value is, e.g. {@code .status.phase}
 */
public record PrinterColumn(
        String name, String type, String format, String description, int priority, String jsonPath) {}

package dev.slipway.standalone.apiserver.protobuf;

import dev.slipway.api.schema.KubernetesType;
import dev.slipway.api.schema.KubernetesType.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the numbered fields of a message mean, with those that are inlined in JSON but nested in protobuf. */
final class MessageShape {
    private final Map<Integer, Field> fields = new HashMap<>();
    private final Map<Integer, MessageShape> inlined = new HashMap<>();

    private MessageShape() {}

    static MessageShape of(KubernetesType type) {
        MessageShape shape = new MessageShape();
        type.fields().forEach(field -> shape.add(field.protobuf(), field));
        return shape;
    }

    private void add(List<Integer> place, Field field) {
        if (place.size() == 1) {
            fields.put(place.getFirst(), field);
        } else if (place.size() > 1) {
            inlined.computeIfAbsent(place.getFirst(), number -> new MessageShape())
                    .add(place.subList(1, place.size()), field);
        }
    }

    Optional<Field> field(int number) {
        return Optional.ofNullable(fields.get(number));
    }

    Optional<MessageShape> inlined(int number) {
        return Optional.ofNullable(inlined.get(number));
    }
}

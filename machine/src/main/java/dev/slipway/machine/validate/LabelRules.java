package dev.slipway.machine.validate;

import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms of labels and of selectors over them. Source: Kubernetes, {@code apimachinery/pkg/apis/meta/v1/validation}. */
public final class LabelRules {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final int LONGEST = 63;

    private LabelRules() {}

    /** Returns what is wrong with a selector at {@code path}. */
    public static List<Cause> ofSelector(@Nullable LabelSelector selector, String path) {
        List<Cause> causes = new ArrayList<>();
        selector(selector, new FieldPath(path), causes);
        return causes;
    }

    static void name(String name, FieldPath field, List<Cause> causes) {
        int slash = name.indexOf('/');
        String prefix = slash < 0 ? "" : name.substring(0, slash);
        String rest = name.substring(slash + 1);
        boolean right = NAME.matcher(rest).matches()
                && rest.length() <= LONGEST
                && (slash < 0 || DnsName.wrongSubdomain(prefix).isEmpty());
        if (!right) {
            causes.add(field.invalid(field + " '" + name
                    + "' is no name of a label. Use letters, digits, '-', '_' and '.', with a domain before '/'."));
        }
    }

    static void selector(@Nullable LabelSelector selector, FieldPath path, List<Cause> causes) {
        if (selector == null) {
            return;
        }
        for (Map.Entry<String, String> label :
                Given.map(selector.getMatchLabels()).entrySet()) {
            name(label.getKey(), path.child("matchLabels"), causes);
            value(Given.text(label.getValue()), path.child("matchLabels"), causes);
        }
        List<LabelSelectorRequirement> requirements = Given.list(selector.getMatchExpressions());
        for (int i = 0; i < requirements.size(); i++) {
            requirement(requirements.get(i), path.child("matchExpressions").index(i), causes);
        }
    }

    private static void requirement(LabelSelectorRequirement requirement, FieldPath path, List<Cause> causes) {
        List<String> values = Given.list(requirement.getValues());
        String operator = Given.text(requirement.getOperator());
        switch (operator) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    causes.add(
                            path.child("values").invalid(path + " needs values with the operator " + operator + "."));
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    causes.add(path.child("values")
                            .invalid(path + " may have no values with the operator " + operator + "."));
                }
            }
            default ->
                causes.add(path.child("operator")
                        .invalid("Operator '" + operator + "' is not known. Use In, NotIn, Exists or DoesNotExist."));
        }
        name(Given.text(requirement.getKey()), path.child("key"), causes);
        for (int i = 0; i < values.size(); i++) {
            value(values.get(i), path.child("values").index(i), causes);
        }
    }

    static void value(String value, FieldPath field, List<Cause> causes) {
        if (!value.isEmpty()
                && (value.length() > LONGEST || !NAME.matcher(value).matches())) {
            causes.add(field.invalid(
                    "'" + value + "' is no value of a label. Use at most 63 letters, digits, '-', '_' and '.'."));
        }
    }
}

package io.github.tfmobile.graph.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.MetaGraphDef;

class ModelFunctionsTest {

    /** A table has functions too, and their traces: the runtime calls them when it loads the model. */
    @Test
    void whatMakesATableIsNoFunctionOfTheModel() throws TextFormat.ParseException {
        MetaGraphDef.Builder model = MetaGraphDef.newBuilder();
        TextFormat.merge(
                "graph_def { library { function { signature { name: \"look_1\" } } function { signature { name: \"make_2\" } } } }"
                        + " object_graph_def {"
                        + " nodes { children { node_id: 1 local_name: \"look\" } children { node_id: 2 local_name: \"table\" }"
                        + "   user_object { } }"
                        + " nodes { function { concrete_functions: \"look_1\" } }"
                        + " nodes { children { node_id: 3 local_name: \"_create_resource\" } resource { } }"
                        + " nodes { children { node_id: 4 local_name: \"trace_0\" } function { concrete_functions: \"make_2\" } }"
                        + " nodes { bare_concrete_function { concrete_function_name: \"make_2\" } }"
                        + " concrete_functions { key: \"look_1\" value { } } concrete_functions { key: \"make_2\" value { } } }",
                model);
        assertThat(ModelFunctions.of(model.build()))
                .extracting(ModelFunctions.Trace::path)
                .containsExactly("look");
    }
}

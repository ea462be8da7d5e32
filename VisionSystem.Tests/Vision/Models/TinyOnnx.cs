using System.Text;

namespace VisionSystem.Tests.Vision.Models;

/// <summary>
/// Writes small ONNX files with inputs of every type (onnx.proto3: the field numbers are those of ModelProto, GraphProto,
/// NodeProto and others).
/// </summary>
internal static class TinyOnnx
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Float16 = 10;

    /// <summary>
    /// A classifier that returns each colour's mean over the image: cast to float32, transposed to planes, averaged, cast to
    /// the output's type.
    /// </summary>
    public static byte[] ColourMeans(int inputType, int outputType, bool channelsLast, params long[] inputShape)
    {
        var nodes = new List<byte[]>
        {
            Node("Cast", "picture", "cast", Attribute("to", Float)),
            Node("Transpose", "cast", "planes", Attribute("perm", channelsLast ? [0, 3, 1, 2] : [0, 1, 2, 3])),
            Node("GlobalAveragePool", "planes", "means"),
            Node("Flatten", "means", "flat", Attribute("axis", 1)),
            Node("Cast", "flat", "classes", Attribute("to", outputType)),
        };
        return Model(nodes, [("picture", inputType, inputShape)], [("classes", outputType, [inputShape[0], 3])]);
    }

    /// <summary>A classifier of one channel that returns the mean over the image for each of two classes.</summary>
    public static byte[] GreyMeans(int inputType, bool channelsLast, params long[] inputShape)
    {
        var nodes = new List<byte[]>
        {
            Node("Cast", "picture", "cast", Attribute("to", Float)),
            Node("Transpose", "cast", "planes", Attribute("perm", channelsLast ? [0, 3, 1, 2] : [0, 1, 2, 3])),
            Node("GlobalAveragePool", "planes", "means"),
            Node("Flatten", "means", "flat", Attribute("axis", 1)),
            Join(Text(1, "flat"), Text(1, "flat"), Text(2, "classes"), Text(4, "Concat"), Bytes(5, Attribute("axis", 1))),
        };
        return Model(nodes, [("picture", inputType, inputShape)], [("classes", Float, [inputShape[0], 2])]);
    }

    /// <summary>A model that returns its input in three outputs of no known family.</summary>
    public static byte[] Unknown() => Model(
        [Node("Identity", "picture", "small"), Node("Identity", "picture", "medium"), Node("Identity", "picture", "large")],
        [("picture", Float, [1, 3, 64, 64])],
        [("small", Float, [1, 3, 64, 64]), ("medium", Float, [1, 3, 64, 64]), ("large", Float, [1, 3, 64, 64])]);

    /// <summary>The file without its exporter's metadata (ModelProto.metadata_props).</summary>
    public static byte[] WithoutMetadata(byte[] model)
    {
        const long metadata = (14 << 3) | 2;
        var kept = new List<byte[]>();
        for (var at = 0; at < model.Length;)
        {
            var start = at;
            var key = ReadVarInt(model, ref at);
            var value = ReadVarInt(model, ref at);
            at += (key & 7) == 2 ? (int)value : 0;
            if (key != metadata)
            {
                kept.Add(model[start..at]);
            }
        }

        return Join([.. kept]);
    }

    private static long ReadVarInt(byte[] bytes, ref int at)
    {
        var (value, shift) = (0L, 0);
        byte next;
        do
        {
            next = bytes[at++];
            value |= (long)(next & 0x7F) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        return value;
    }

    private static byte[] Model(
        List<byte[]> nodes, (string Name, int Type, long[] Shape)[] inputs, (string Name, int Type, long[] Shape)[] outputs)
    {
        var graph = Join([.. nodes.Select(node => Bytes(1, node)), Text(2, "tiny"),
            .. inputs.Select(input => Bytes(11, Value(input.Name, input.Type, input.Shape))),
            .. outputs.Select(output => Bytes(12, Value(output.Name, output.Type, output.Shape)))]);
        return Join(Number(1, 8), Bytes(7, graph), Bytes(8, Join(Text(1, ""), Number(2, 17))));
    }

    private static byte[] Node(string type, string input, string output, params byte[][] attributes) =>
        Join([Text(1, input), Text(2, output), Text(4, type), .. attributes.Select(attribute => Bytes(5, attribute))]);

    private static byte[] Attribute(string name, long value) => Join(Text(1, name), Number(3, value), Number(20, 2));

    private static byte[] Attribute(string name, long[] values) =>
        Join([Text(1, name), .. values.Select(value => Number(8, value)), Number(20, 7)]);

    private static byte[] Value(string name, int type, long[] shape)
    {
        var dimensions = Join([.. shape.Select(size => Bytes(1, size < 0 ? Text(2, "n") : Number(1, size)))]);
        return Join(Text(1, name), Bytes(2, Bytes(1, Join(Number(1, type), Bytes(2, dimensions)))));
    }

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) => Join(VarInt((field << 3) | 2), VarInt(content.Length), content);

    private static byte[] Number(int field, long value) => Join(VarInt(field << 3), VarInt(value));

    private static byte[] VarInt(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static byte[] Join(params byte[][] parts)
    {
        using var joined = new MemoryStream();
        foreach (var part in parts)
        {
            joined.Write(part);
        }

        return joined.ToArray();
    }
}

using System.Runtime.Intrinsics.X86;
using Google.Protobuf;
using VisionSystem.Vision.Models.Graphs.Onnx;
using DataType = VisionSystem.Vision.Models.Graphs.Onnx.TensorProto.Types.DataType;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// Gives integer convolutions the one form for which ONNX Runtime uses the processor's dot product of bytes (VNNI): weights
/// without a sign, inputs with one. Dynamic quantisation makes inputs without a sign, which ONNX Runtime 1.31 multiplies with
/// instructions of half the width, and without vector instructions where the weights have a sign. Every result stays the same
/// number, since values and zero points move by 128 together.
/// </summary>
internal static class ByteDotProduct
{
    private const int Shift = 128;
    private const byte SignBit = 0x80;
    private const string ShiftName = "vision/128";

    /// <summary>
    /// Whether this processor has the instructions under the conditions by which the engine chooses them. On others the same
    /// form is slower or, with the sums of AVX2 that saturate, wrong.
    /// </summary>
    public static bool IsSupported { get; } = AvxVnni.IsSupported
        || (Avx512BW.VL.IsSupported && Avx512DQ.IsSupported && (X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0);

    /// <summary>The graph in that form.</summary>
    /// <param name="file">An ONNX file's bytes.</param>
    /// <returns>An ONNX file's bytes; null where no convolution could be changed.</returns>
    public static byte[]? Rewrite(ReadOnlySpan<byte> file)
    {
        if (file.IndexOf("ConvInteger"u8) < 0)
        {
            return null;
        }

        try
        {
            var model = ModelProto.Parser.ParseFrom(file);
            return model.Graph is { } graph && DynamicQuantization.IsPlain(graph) && Rewrite(graph) ? model.ToByteArray() : null;
        }
        catch (InvalidProtocolBufferException)
        {
            // The engine says what is wrong with the file.
            return null;
        }
    }

    private static bool Rewrite(GraphProto graph)
    {
        var links = new GraphLinks(graph);
        var constants = new Dictionary<string, TensorProto>(StringComparer.Ordinal);
        var signed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Node.Where(node => node.OpType == IntegerProduct.Convolution && node.Input.Count is 3 or 4))
        {
            if (links.Producer(node.Input[0], "DynamicQuantizeLinear") is { } measured && measured.Output[2] == node.Input[2]
                && UseUnsignedWeights(node, links, constants))
            {
                signed.Add(node.Input[0]);
                (node.Input[0], node.Input[2]) = (Signed(node.Input[0]), Signed(node.Input[2]));
            }
        }

        if (signed.Count == 0)
        {
            return false;
        }

        // A node has to stand behind those that make its inputs.
        NodeProto[] nodes = [.. graph.Node.SelectMany(node =>
            node.OpType == "DynamicQuantizeLinear" && signed.Contains(node.Output[0]) ? [node, .. SignedInput(node)] : new[] { node })];
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        graph.Initializer.AddRange(constants.Values);
        graph.Initializer.Add(new TensorProto { Name = ShiftName, DataType = (int)DataType.Int32, Int32Data = { Shift } });
        var taken = nodes.SelectMany(node => node.Input).Concat(graph.Output.Select(output => output.Name)).ToHashSet(StringComparer.Ordinal);
        TensorProto[] kept = [.. graph.Initializer.Where(tensor => taken.Contains(tensor.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(kept);
        return true;
    }

    private static string Signed(string value) => $"{value}/signed";

    /// <summary>
    /// The nodes that round a layer's input once more, to signed bytes. The step is the one that was measured, so both
    /// roundings of a value differ by 128 and nothing else.
    /// </summary>
    private static IEnumerable<NodeProto> SignedInput(NodeProto measured)
    {
        var (step, zero) = (measured.Output[1], measured.Output[2]);
        var (wide, moved) = ($"{zero}/wide", $"{zero}/moved");
        yield return IntegerProduct.Cast(zero, wide, DataType.Int32);
        yield return new NodeProto { OpType = "Sub", Input = { wide, ShiftName }, Output = { moved } };
        yield return IntegerProduct.Cast(moved, Signed(zero), DataType.Int8);
        yield return new NodeProto { OpType = "QuantizeLinear", Input = { measured.Input[0], step, Signed(zero) }, Output = { Signed(measured.Output[0]) } };
    }

    /// <summary>Points a convolution to weights and a zero point without a sign; false where they are not stored as they usually are.</summary>
    private static bool UseUnsignedWeights(NodeProto node, GraphLinks links, Dictionary<string, TensorProto> constants)
    {
        var zeroName = node.Input.Count == 4 && node.Input[3].Length > 0 ? node.Input[3] : null;
        if (links.Constant(node.Input[1]) is not { } weights || (zeroName is not null && links.Constant(zeroName) is null))
        {
            return false;
        }

        if (weights.DataType == (int)DataType.Uint8)
        {
            return true;
        }

        if (weights.DataType != (int)DataType.Int8)
        {
            return false;
        }

        node.Input[1] = Unsigned(weights).Name;
        if (node.Input.Count == 3)
        {
            node.Input.Add("");
        }

        // Without a zero point it is 0, which is 128 now.
        node.Input[3] = zeroName is null ? WithoutSign("vision/zero", []).Name : Unsigned(links.Constant(zeroName)!).Name;
        return true;

        TensorProto Unsigned(TensorProto tensor) => WithoutSign(
            tensor.Name, tensor.Dims, tensor.RawData.IsEmpty ? [.. tensor.Int32Data.Select(value => (byte)value)] : tensor.RawData.ToByteArray());

        TensorProto WithoutSign(string name, IEnumerable<long> lengths, byte[]? values = null)
        {
            name = $"{name}/unsigned";
            if (!constants.TryGetValue(name, out var made))
            {
                values ??= [0];
                for (var place = 0; place < values.Length; place++)
                {
                    values[place] ^= SignBit;
                }

                made = constants[name] = new TensorProto { Name = name, DataType = (int)DataType.Uint8, RawData = ByteString.CopyFrom(values), Dims = { lengths } };
            }

            return made;
        }
    }
}

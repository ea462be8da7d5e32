using System.Runtime.Intrinsics.X86;
using Google.Protobuf;
using VisionSystem.Vision.Models.Graphs.Onnx;
using DataType = VisionSystem.Vision.Models.Graphs.Onnx.TensorProto.Types.DataType;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// Converts integer convolutions to the only form for which ONNX Runtime uses the processor's dot product of bytes (VNNI):
/// unsigned weights and signed inputs. Dynamic quantisation produces unsigned inputs, which ONNX Runtime 1.31 multiplies with
/// instructions of half the width, and without vector instructions where the weights are signed. Results are unchanged,
/// because values and zero points shift by 128 together.
/// </summary>
internal static class ByteDotProduct
{
    private const int Shift = 128;
    private const byte SignBit = 0x80;
    private const string ShiftName = "vision/128";

    /// <summary>
    /// True if this processor has the instructions under the engine's own conditions. On other processors the form is slower
    /// or, where AVX2's sums saturate, wrong.
    /// </summary>
    public static bool IsSupported { get; } = AvxVnni.IsSupported
        || (Avx512BW.VL.IsSupported && Avx512DQ.IsSupported && (X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0);

    /// <summary>Rewrites the graph to that form.</summary>
    /// <param name="file">The bytes of an ONNX file.</param>
    /// <returns>The bytes of an ONNX file; null where no convolution could be changed.</returns>
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
            // The engine reports the file's error.
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

        // A node must follow the nodes that produce its inputs.
        NodeProto[] nodes = [.. graph.Node.SelectMany(node =>
            node.OpType == "DynamicQuantizeLinear" && signed.Contains(node.Output[0]) ? [node, .. SignedInput(node)] : new[] { node })];
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        graph.Initializer.AddRange(constants.Values);
        graph.Initializer.Add(new TensorProto { Name = ShiftName, DataType = (int)DataType.Int32, Int32Data = { Shift } });
        var used = nodes.SelectMany(node => node.Input).Concat(graph.Output.Select(output => output.Name)).ToHashSet(StringComparer.Ordinal);
        TensorProto[] kept = [.. graph.Initializer.Where(tensor => used.Contains(tensor.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(kept);
        return true;
    }

    private static string Signed(string value) => $"{value}/signed";

    /// <summary>
    /// Returns the nodes that quantise a layer's input again, to signed bytes. They use the measured scale, so both quantised
    /// values differ by exactly 128.
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

    /// <summary>
    /// Points a convolution to unsigned weights and an unsigned zero point; returns false where they are not stored in the
    /// usual form.
    /// </summary>
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

        // An absent zero point means 0, which becomes 128.
        node.Input[3] = zeroName is null ? WithoutSign("vision/zero", []).Name : Unsigned(links.Constant(zeroName)!).Name;
        return true;

        TensorProto Unsigned(TensorProto tensor) => WithoutSign(
            tensor.Name, tensor.Dims, tensor.RawData.IsEmpty ? [.. tensor.Int32Data.Select(value => (byte)value)] : tensor.RawData.ToByteArray());

        TensorProto WithoutSign(string name, IEnumerable<long> lengths, byte[]? values = null)
        {
            name = $"{name}/unsigned";
            if (!constants.TryGetValue(name, out var tensorWithoutSign))
            {
                values ??= [0];
                for (var place = 0; place < values.Length; place++)
                {
                    values[place] ^= SignBit;
                }

                tensorWithoutSign = constants[name] = new TensorProto { Name = name, DataType = (int)DataType.Uint8, RawData = ByteString.CopyFrom(values), Dims = { lengths } };
            }

            return tensorWithoutSign;
        }
    }
}

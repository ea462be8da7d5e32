using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>Measures which arithmetic of a dynamically quantised model is faster on this processor.</summary>
internal sealed class QuantizationChoice(TimeProvider time, ILogger logger)
{
    private const int Runs = 2;

    /// <summary>The factor by which integers must be faster, so that a momentary load does not decide.</summary>
    private const double Margin = 0.8;

    /// <summary>Opens the model in both forms, one after the other because of their memory, and returns the faster one.</summary>
    /// <exception cref="OnnxRuntimeException">The engine cannot run the model.</exception>
    public (InferenceSession Session, ModelSource Source) Open(ModelSource source, SessionOptions options)
    {
        var stored = source.AsStored();
        TimeSpan integers;
        using (var session = stored.Open(options))
        {
            integers = MeasureFastest(session, source.File);
        }

        var inFloats = source.Open(options);
        try
        {
            var floats = MeasureFastest(inFloats, source.File);
            var keepsIntegers = integers < floats * Margin;
            Log.ArithmeticChosen(logger, source.File, keepsIntegers ? "integers" : "float32", integers.TotalMilliseconds, floats.TotalMilliseconds);
            if (!keepsIntegers)
            {
                return (inFloats, source);
            }
        }
        catch
        {
            inFloats.Dispose();
            throw;
        }

        inFloats.Dispose();
        return (stored.Open(options), stored);
    }

    /// <summary>Returns the fastest of several runs on a black image; a session's slow first run does not count.</summary>
    private TimeSpan MeasureFastest(InferenceSession session, string file)
    {
        var input = ModelInput.Read(session, file);
        using var tensor = new NativeTensor(input.Spec, input.Batch);
        Time(session, input, tensor);
        return Enumerable.Range(0, Runs).Min(_ => Time(session, input, tensor));
    }

    private TimeSpan Time(InferenceSession session, ModelInput input, NativeTensor tensor)
    {
        var start = time.GetTimestamp();
        using var runOptions = new RunOptions();
        using var outputs = session.Run(runOptions, [input.Name], [tensor.Value(input.Batch)], session.OutputNames);
        return time.GetElapsedTime(start);
    }
}

/// <summary>The arithmetic of a dynamically quantised model.</summary>
internal enum QuantizedArithmetic
{
    /// <summary>The faster arithmetic of a short measurement on a CPU, floats on a GPU.</summary>
    Auto,

    /// <summary>Integers, as stored in the file.</summary>
    Integer,

    /// <summary>float32, with the same weights.</summary>
    Float,
}

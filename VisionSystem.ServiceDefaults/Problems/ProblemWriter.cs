using System.Buffers;
using System.Text.Json;

namespace VisionSystem.ServiceDefaults.Problems;

/// <summary>Writes a problem as RFC 9457 JSON.</summary>
internal static class ProblemWriter
{
    public static void Write(IBufferWriter<byte> output, ProblemResult problem, string traceId)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteMembers(json, problem, traceId);
        json.WriteEndObject();
    }

    /// <summary>Writes the members into an object of the caller.</summary>
    public static void WriteMembers(Utf8JsonWriter json, ProblemResult problem, string traceId)
    {
        json.WriteString("type", problem.Kind.Type);
        json.WriteString("title", problem.Kind.Title);
        json.WriteNumber("status", problem.Kind.Status);
        json.WriteString("detail", problem.Detail);
        json.WriteString("trace_id", traceId);
        if (problem.Errors is { } errors)
        {
            json.WriteStartObject("errors");
            foreach (var (parameter, messages) in errors)
            {
                json.WriteStartArray(parameter);
                foreach (var message in messages)
                {
                    json.WriteStringValue(message);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }
    }
}

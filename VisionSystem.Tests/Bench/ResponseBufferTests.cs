using System.Text;
using VisionSystem.Bench.Driving;

namespace VisionSystem.Tests.Bench;

public sealed class ResponseBufferTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", false)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nConnection: close\r\n\r\n", 503, "", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nb\r\n to the end\r\n0\r\n\r\n", 200, "hello to the end", false)]
    public void A_response_is_complete_exactly_at_its_last_byte(string response, int status, string body, bool closes)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        var buffer = new ResponseBuffer();

        var whole = Array.ConvertAll(bytes, one =>
        {
            buffer.Free.Span[0] = one;
            return buffer.Advance(1);
        });

        Assert.All(whole[..^1], Assert.False);
        Assert.True(whole[^1]);
        Assert.Equal((status, closes), (buffer.Status, buffer.Closes));
        Assert.Equal(body, Encoding.ASCII.GetString(buffer.Body));
    }

    [Fact]
    public void A_body_larger_than_the_buffer_is_complete()
    {
        var response = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{new string('x', 100_000)}");
        var buffer = new ResponseBuffer();
        var isWhole = false;

        for (var sent = 0; sent < response.Length;)
        {
            var free = buffer.Free;
            var part = response.AsSpan(sent, Math.Min(free.Length, response.Length - sent));
            part.CopyTo(free.Span);
            isWhole = buffer.Advance(part.Length);
            sent += part.Length;
        }

        Assert.True(isWhole);
        Assert.Equal(100_000, buffer.Body.Length);
    }
}

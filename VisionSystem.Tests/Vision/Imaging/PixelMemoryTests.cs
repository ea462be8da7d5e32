using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed unsafe class PixelMemoryTests
{
    [Fact]
    public void A_returned_buffer_serves_the_next_picture_of_about_its_size()
    {
        var memory = new PixelMemory(1_000_000);
        var first = PixelBuffer.Rent(100, 100, memory);
        var pointer = (nint)first.Pointer;
        Assert.Equal(0, pointer % 64);
        first.Dispose();
        Assert.Equal(30_000, memory.IdleBytes);
        using var second = PixelBuffer.Rent(90, 100, memory);
        Assert.Equal(pointer, (nint)second.Pointer);
        Assert.Equal(0, memory.IdleBytes);
    }

    [Fact]
    public void A_much_smaller_picture_does_not_take_a_large_buffer()
    {
        var memory = new PixelMemory(1_000_000);
        PixelBuffer.Rent(100, 100, memory).Dispose();
        using var small = PixelBuffer.Rent(10, 10, memory);
        Assert.Equal(30_000, memory.IdleBytes);
    }

    [Fact]
    public void Oversized_buffers_are_freed_immediately_and_the_oldest_are_evicted()
    {
        var memory = new PixelMemory(50_000);
        PixelBuffer.Rent(1000, 100, memory).Dispose();
        Assert.Equal(0, memory.IdleBytes);
        var (one, two) = (PixelBuffer.Rent(100, 100, memory), PixelBuffer.Rent(100, 120, memory));
        one.Dispose();
        two.Dispose();
        Assert.Equal(36_000, memory.IdleBytes);
    }

    [Fact]
    public void A_buffer_is_returned_once_and_unusable_after()
    {
        var memory = new PixelMemory(1_000_000);
        var buffer = PixelBuffer.Rent(100, 100, memory);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal(30_000, memory.IdleBytes);
        Assert.Throws<ObjectDisposedException>(() => buffer.Row(0));
    }
}

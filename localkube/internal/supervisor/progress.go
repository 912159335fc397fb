package supervisor

import (
	"fmt"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// progress tells the command that started the supervisor how far it is.
type progress struct {
	mu   sync.Mutex
	file *os.File
	// watched is closed when the command is no longer watched.
	watched chan struct{}
}

// newProgress calls abandon when the command goes away before the cluster is
// ready: nobody would then know of it.
func newProgress(file *os.File, abandon func()) *progress {
	p := &progress{file: file, watched: make(chan struct{})}
	if file != nil {
		fd := int(file.Fd())
		go func() {
			defer close(p.watched)
			for {
				// No event asked for: only the end of the reader is reported.
				fds := []unix.PollFd{{Fd: int32(fd)}}
				_, err := unix.Poll(fds, 500)
				p.mu.Lock()
				over := p.file == nil
				p.mu.Unlock()
				if over {
					return
				}
				if err == nil && fds[0].Revents&unix.POLLERR != 0 {
					abandon()
					return
				}
			}
		}()
	}
	return p
}

func (p *progress) say(format string, args ...any) {
	p.line("progress " + fmt.Sprintf(format, args...))
}

func (p *progress) line(text string) {
	fmt.Fprintln(os.Stderr, text)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file != nil {
		_, _ = fmt.Fprintln(p.file, text)
	}
}

// finish says the last line. The command may end as soon as it has read it, so
// its end must count for nothing before the line is written.
func (p *progress) finish(text string) {
	fmt.Fprintln(os.Stderr, text)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.file != nil {
		_, _ = fmt.Fprintln(p.file, text)
		_ = p.file.Close()
		p.file = nil
	}
}

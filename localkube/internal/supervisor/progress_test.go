package supervisor

import (
	"bufio"
	"os"
	"testing"
	"time"
)

func TestACommandThatGoesAwayBeforeTheEndAbandons(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	abandoned := make(chan struct{})
	p := newProgress(writer, func() { close(abandoned) })
	p.say("on its way")
	_ = reader.Close()
	select {
	case <-abandoned:
	case <-time.After(30 * time.Second):
		t.Fatal("not noticed")
	}
	p.finish("failed")
}

// The command ends when it has read the last line. That end, which may be seen
// before finish returns, must not stop the cluster that it asked for.
func TestACommandThatIsDoneDoesNotAbandon(t *testing.T) {
	for range 50 {
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		abandoned := make(chan struct{}, 1)
		p := newProgress(writer, func() { abandoned <- struct{}{} })
		gone := make(chan struct{})
		go func() {
			bufio.NewScanner(reader).Scan()
			_ = reader.Close()
			close(gone)
		}()
		p.finish("ready")
		<-gone
		<-p.watched
		select {
		case <-abandoned:
			t.Fatal("abandoned after it was ready")
		default:
		}
	}
}

package image

import (
	"io/fs"
	"syscall"
)

// inode tells files apart whatever they are called.
type inode struct{ device, number uint64 }

func hardLink(info fs.FileInfo) (inode, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Nlink < 2 {
		return inode{}, false
	}
	return inode{uint64(stat.Dev), stat.Ino}, true
}

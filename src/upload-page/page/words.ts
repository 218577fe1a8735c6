// The words of the upload page, in the phone's language.

const vi = {
  title: 'Gửi giấy tờ',
  lead: 'Ảnh và tệp gửi ở đây sẽ về đúng cuộc trò chuyện của anh/chị với Một Cửa.',
  demo: 'Bản thử: hồ sơ không được nộp thật',
  opening: 'Đang mở trang…',
  over: 'Trang này đã dùng xong hoặc quá hạn. Anh/chị quay lại cuộc trò chuyện để nhận đường dẫn mới.',
  lost: 'Mất mạng. Tệp đang gửi dở sẽ tự gửi tiếp khi có mạng lại.',
  choose: 'Chọn hoặc chụp ảnh',
  hint: 'Ảnh JPG, PNG, HEIC hoặc tệp PDF, mỗi tệp không quá 25 MB. Chụp thẳng, đủ bốn góc, rõ chữ.',
  files: 'Các tệp',
  waiting: 'Chờ đến lượt',
  sending: (percent: number) => `Đang gửi ${percent}%`,
  paused: 'Tạm dừng, chờ có mạng',
  sent: 'Đã gửi',
  failed: 'Chưa gửi được',
  tooLarge: 'Tệp lớn quá 25 MB. Anh/chị chụp lại ở cỡ vừa, hoặc chia thành nhiều tệp.',
  empty: 'Tệp này trống.',
  remove: 'Bỏ',
  retry: 'Gửi lại',
  done: 'Xong, gửi vào cuộc trò chuyện',
  handing: 'Đang chuyển vào cuộc trò chuyện…',
  finished: (count: number) => `Đã gửi ${count} tệp. Anh/chị quay lại cuộc trò chuyện để làm tiếp.`,
  again: 'Chưa chuyển được. Anh/chị bấm lại giúp tôi.',
}

const en: typeof vi = {
  title: 'Send papers',
  lead: 'Photos and files sent here go to your own conversation with Một Cửa.',
  demo: 'Trial: nothing is really filed',
  opening: 'Opening…',
  over: 'This page was used or has expired. Please go back to the chat for a new link.',
  lost: 'No network. What is being sent goes on by itself when the network is back.',
  choose: 'Choose or take photos',
  hint: 'JPG, PNG, HEIC photos or PDF files, up to 25 MB each. Straight, all four corners, readable.',
  files: 'Files',
  waiting: 'Waiting',
  sending: (percent) => `Sending ${percent}%`,
  paused: 'Paused, waiting for the network',
  sent: 'Sent',
  failed: 'Not sent',
  tooLarge: 'The file is larger than 25 MB. Please take a smaller photo or split the file.',
  empty: 'This file is empty.',
  remove: 'Remove',
  retry: 'Try again',
  done: 'Done, send to the chat',
  handing: 'Handing over to the chat…',
  finished: (count) => `${count} file(s) sent. Please go back to the chat.`,
  again: 'Not handed over. Please press again.',
}

export const language = navigator.language.toLowerCase().startsWith('en') ? 'en' : 'vi'
export const words = language === 'en' ? en : vi

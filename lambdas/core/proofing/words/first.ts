/** 256 short English words that say what something is like. Their order never changes: it is what people have been shown. */
export const FIRST_WORDS: readonly string[] = `
  able agile airy alert amber ample apt arctic ashen autumn avid azure balmy basic beige blue bold
  bonny brave breezy brief brisk broad bronze bubbly bushy busy calm candid carved casual cheery
  chilly chrome civic civil clean clear cloudy coastal cobalt comfy compact cool copper coral cordial
  cosy cotton creamy crisp curly cyan dainty dapper daring decent deep deft dense direct distant
  dotted double downy dreamy dry dusty eager early easy elastic elegant equal even exact extra fabled
  fair famed fancy far fast festive fine firm fitting fleet floral fluid flying formal frank free
  frosty full fuzzy gentle gilded glad glossy golden good gray green happy hardy hazel hearty helpful
  hidden high honest humble icy ideal indigo inner ivory jade jaunty jazzy jolly jovial joyful keen
  kind lasting lavish leafy level lilac lime linen lively local lofty long lovely loyal lucky lunar
  lush magic major maple maroon mauve mellow merry mighty minty misty modest mossy muted narrow navy
  neat new nimble novel oaken oceanic olive opal open orange orderly outer oval paper pastel patient
  pearly pink plaid plum poetic polar prime proud pure quaint quiet radiant rapid rare ready regal
  restful ripe rocky roomy rosy round royal ruby rustic sandy satin scarlet scenic sepia serene sharp
  shiny short silver simple sincere sleek smart smooth snowy snug soft solid sonic spicy spring square
  starry steep still stony strong sturdy summer sunny super sweet swift tall teal tender thrifty tidy
  timely topaz trim true twin upper urban vast velvet vivid warm wavy wide windy wise woolly yellow
  zesty
`
  .trim()
  .split(/\s+/);

# Makes TO a copy of the page's sources in FROM, and leaves the npm packages in TO alone.
foreach(folder src public)
  file(REMOVE_RECURSE ${TO}/${folder})
  file(COPY ${FROM}/${folder} DESTINATION ${TO} NO_SOURCE_PERMISSIONS)
endforeach()
file(GLOB files ${FROM}/*.html ${FROM}/*.json ${FROM}/*.ts ${FROM}/*.js)
file(COPY ${files} DESTINATION ${TO} NO_SOURCE_PERMISSIONS)
